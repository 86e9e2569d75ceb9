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
const mailed = { outcome: 'sent', message_id: '<1@kith.example>' } as const;
const bob = { contact: 2, due_on: '2026-11-08' };
const ann = { contact: 3, due_on: '2026-11-08' };

test('all whom the mail mentioned were reminded of, together', () =>
  given(...before)
    .when(recordReminders, { ...mailed, reminded: [bob, ann] })
    .then([stayInTouchReminded(2, '2026-11-08'), stayInTouchReminded(3, '2026-11-08')]));

test('once for each day', () => {
  const reminded = [...before, stayInTouchReminded(2, '2026-11-08')];
  given(...reminded)
    .when(recordReminders, { ...mailed, outcome: 'uncertain', reminded: [bob, ann] })
    .then([stayInTouchReminded(3, '2026-11-08', 'uncertain')]);
  given(...reminded)
    .when(recordReminders, { ...mailed, reminded: [{ contact: 2, due_on: '2026-11-15' }] })
    .then([stayInTouchReminded(2, '2026-11-15')]);
});

test('also of one who was deleted meanwhile, and of nobody who is not there', () =>
  given(...before, contactDeleted(2))
    .when(recordReminders, { ...mailed, reminded: [bob, { contact: 99, due_on: '2026-11-08' }] })
    .then([stayInTouchReminded(2, '2026-11-08')]));
