import { type MailOutcome, recordMailOutcome } from '../../../src/domain/commands/record-mail-outcome';
import { given } from '../../support/given';
import {
  accountOpened,
  contactCreated,
  contactDeleted,
  contactRenamed,
  meetingMoved,
  meetingNotesEmailSent,
  meetingNotesEmailUncertain,
  meetingPlanned,
} from '../../support/happened';

const [day, nextDay] = ['2026-11-24', '2026-11-25'];
const bob = 2;
const planned = [
  accountOpened(),
  contactCreated('Bob'),
  contactCreated('Bystander'),
  meetingPlanned(bob, day),
  meetingPlanned(3, day),
];
const sent = (meeting_on = day): MailOutcome => {
  const { type, payload } = meetingNotesEmailSent(bob, 4, meeting_on);
  return { type, payload };
};
const record = (outcome: MailOutcome, contact = bob) => ({ contact, outcome });

test('the outcome is recorded for one contact only', () => {
  given(...planned)
    .when(recordMailOutcome, record(sent()))
    .then([meetingNotesEmailSent(bob, 4, day)]);
  given(...planned, meetingNotesEmailSent(bob, 4, day)).then({
    meetingNotesEmails: [{ contact_name: 'Bystander', meeting_on: day }],
  });
});

test.each([
  ['renamed', contactRenamed(bob, 'Rob')],
  ['deleted', contactDeleted(bob)],
  ['given another meeting date', meetingMoved(bob, 4, nextDay)],
])('the outcome is recorded even if the contact was %s after the email was sent', (_, event) => {
  given(...planned, event)
    .when(recordMailOutcome, record(sent()))
    .then([meetingNotesEmailSent(bob, 4, day)]);
});

test('a second outcome for the same contact and date is ignored', () => {
  given(...planned, meetingNotesEmailUncertain(bob, 4, day))
    .when(recordMailOutcome, record(sent()))
    .then([]);
});

test('the outcome for another date is recorded too', () => {
  given(...planned, meetingNotesEmailSent(bob, 4, day), meetingMoved(bob, 4, nextDay))
    .when(recordMailOutcome, record(sent(nextDay)))
    .then([meetingNotesEmailSent(bob, 4, nextDay)]);
});

test('no outcome is recorded for an unknown contact', () => {
  given(...planned)
    .when(recordMailOutcome, record(sent(), 99))
    .then([]);
});
