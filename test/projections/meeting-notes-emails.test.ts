import { given } from '../support/given';
import {
  accountOpened,
  contactCreated,
  contactDeleted,
  contactRenamed,
  contactRestored,
  meetingCancelled,
  meetingMoved,
  meetingNotesEmailMissed,
  meetingNotesEmailSent,
  meetingNotesEmailUncertain,
  meetingNotesWritten,
  meetingPlanned,
} from '../support/happened';
import { moment } from '../support/stream';

// Ann, the bystander, meets on the same day.
const before = [
  accountOpened(),
  contactCreated('Bob'),
  contactCreated('Ann'),
  meetingPlanned(3, '2026-11-24'),
];
const ann = {
  contact: 3,
  contact_name: 'Ann',
  meeting: 4,
  meeting_notes: '',
  meeting_on: '2026-11-24',
  last_updated_at: moment(4),
};
const planned = [...before, meetingPlanned(2, '2026-11-24'), meetingNotesWritten(2, 5, 'Ask.')];
const bob = {
  ...ann,
  contact: 2,
  contact_name: 'Bob',
  meeting: 5,
  meeting_notes: 'Ask.',
  last_updated_at: moment(6),
};

describe('a mail is due', () => {
  test('for a meeting with a day, with its notes', () =>
    given(...planned).then({ meetingNotesEmails: [bob, ann] }));

  test('for one without notes', () =>
    given(...before, meetingPlanned(2, '2026-11-25')).then({
      meetingNotesEmails: [{ contact: 2, meeting_on: '2026-11-25', meeting_notes: '' }, ann],
    }));

  test('under the contact’s new name', () =>
    given(...planned, contactRenamed(2, 'Rob')).then({
      meetingNotesEmails: [{ ...bob, contact_name: 'Rob', last_updated_at: moment(7) }, ann],
    }));

  test('under names that two have swapped', () =>
    given(...planned, contactRenamed(2, 'X'), contactRenamed(3, 'Bob'), contactRenamed(2, 'Ann')).then({
      meetingNotesEmails: [
        { contact: 2, contact_name: 'Ann', meeting_notes: 'Ask.' },
        { contact: 3, contact_name: 'Bob', meeting_notes: '' },
      ],
    }));

  test('on the new day of a moved meeting, with the notes', () =>
    given(...planned, meetingMoved(2, 5, '2026-11-25')).then({
      meetingNotesEmails: [{ ...bob, meeting_on: '2026-11-25', last_updated_at: moment(7) }, ann],
    }));

  test('again, when a cancelled meeting is planned again, with the notes that waited', () =>
    given(...planned, meetingCancelled(2, 5), meetingPlanned(2, '2026-12-01', { meeting: 5 })).then({
      meetingNotesEmails: [{ contact: 2, meeting: 5, meeting_on: '2026-12-01', meeting_notes: 'Ask.' }, ann],
    }));

  test('again, when a deleted contact is restored, under the name it comes back with', () =>
    given(...planned, contactDeleted(2), contactRenamed(2, 'Rob'), contactRestored(2)).then({
      meetingNotesEmails: [{ contact: 2, contact_name: 'Rob', meeting_on: '2026-11-24' }, ann],
    }));

  test('for a new meeting, without the notes of the one before', () =>
    given(...planned, meetingNotesEmailSent(2, 5, '2026-11-24'), meetingPlanned(2, '2026-12-24')).then({
      meetingNotesEmails: [{ contact: 2, meeting: 8, meeting_on: '2026-12-24', meeting_notes: '' }, ann],
    }));
});

describe('no mail is due', () => {
  test('for notes without a day, which are known all the same', () =>
    given(...before, meetingNotesWritten(2, null, 'Ask.')).then({
      meetingNotesEmails: [ann],
      meetingNotesEmailContacts: [{ contact: 2, meeting: 5, meeting_on: null, meeting_notes: 'Ask.' }, {}],
    }));

  test('once notes without a day have begun the next meeting', () =>
    given(...planned, meetingNotesWritten(2, null, 'Tell.')).then({
      meetingNotesEmails: [ann],
      meetingNotesEmailContacts: [{ contact: 2, meeting: 7, meeting_on: null, meeting_notes: 'Tell.' }, {}],
    }));

  test('for a cancelled meeting', () =>
    given(...planned, meetingCancelled(2, 5)).then({ meetingNotesEmails: [ann] }));

  test('for a deleted contact, though it still has a meeting', () =>
    given(...planned, contactDeleted(2)).then({
      meetingNotesEmails: [ann],
      meetingNotesEmailContacts: [{ contact: 2, deleted: true, meeting_on: '2026-11-24' }, {}],
    }));

  test.each([meetingNotesEmailSent, meetingNotesEmailMissed, meetingNotesEmailUncertain])(
    'once it was sent, missed, or may have arrived (%#)',
    (outcome) =>
      given(...planned, outcome(2, 5, '2026-11-24')).then({
        meetingNotesEmails: [ann],
        meetingNotesEmailContacts: [{ contact: 2, settled_on: '2026-11-24' }, { settled_on: null }],
      }),
  );

  test('once it was sent, whatever is written, renamed, or moved there and back', () =>
    given(
      ...planned,
      meetingNotesEmailSent(2, 5, '2026-11-24'),
      meetingNotesWritten(2, 5, 'Tell.'),
      contactRenamed(2, 'Rob'),
      meetingMoved(2, 5, '2026-11-25'),
      meetingMoved(2, 5, '2026-11-24', { time: '18:00' }),
    ).then({ meetingNotesEmails: [ann] }));

  test('once it was sent, though the contact was renamed meanwhile', () =>
    given(...planned, contactRenamed(2, 'Rob'), meetingNotesEmailSent(2, 5, '2026-11-24')).then({
      meetingNotesEmails: [ann],
    }));
});

test('it is due again on the new day of a meeting that is moved after its mail was sent', () =>
  given(...planned, meetingNotesEmailSent(2, 5, '2026-11-24'), meetingMoved(2, 5, '2026-11-25')).then({
    meetingNotesEmails: [{ contact: 2, meeting_on: '2026-11-25', meeting_notes: 'Ask.' }, ann],
  }));
