import { recordReminders } from '../../../src/domain/commands/record-reminders';
import { given } from '../../support/given';
import {
  accountOpened,
  contactCreated,
  contactDeleted,
  stayInTouchChosen,
  stayInTouchReminded,
} from '../../support/happened';

const before = [
  accountOpened(),
  contactCreated('Bob'),
  contactCreated('Ann'),
  stayInTouchChosen(2, 7, '2026-11-01'),
  stayInTouchChosen(3, 7, '2026-11-01'),
];
const email = { outcome: 'sent', message_id: '<1@kith.example>' } as const;
const bob = { contact: 2, due_on: '2026-11-08' };
const ann = { contact: 3, due_on: '2026-11-08' };

test('every contact in the email gets an event', () =>
  given(...before)
    .when(recordReminders, { ...email, reminded: [bob, ann] })
    .then([stayInTouchReminded(2, '2026-11-08'), stayInTouchReminded(3, '2026-11-08')]));

test('each due date is recorded once per contact', () => {
  const reminded = [...before, stayInTouchReminded(2, '2026-11-08')];
  given(...reminded)
    .when(recordReminders, { ...email, outcome: 'uncertain', reminded: [bob, ann] })
    .then([stayInTouchReminded(3, '2026-11-08', 'uncertain')]);
  given(...reminded)
    .when(recordReminders, { ...email, reminded: [{ contact: 2, due_on: '2026-11-15' }] })
    .then([stayInTouchReminded(2, '2026-11-15')]);
});

test('a contact deleted in the meantime gets an event, but an unknown one does not', () =>
  given(...before, contactDeleted(2))
    .when(recordReminders, { ...email, reminded: [bob, { contact: 99, due_on: '2026-11-08' }] })
    .then([stayInTouchReminded(2, '2026-11-08')]));
