import { given } from '../../support/given';
import {
  accountOpened,
  contactCreated,
  contactDeleted,
  contactForgotten,
  contactRenamed,
  contactRestored,
  meetingCancelled,
  meetingFulfilled,
  meetingMoved,
  meetingNotesEmailMissed,
  meetingNotesEmailSent,
  meetingNotesEmailUncertain,
  meetingNotesWritten,
  meetingPlanned,
} from '../../support/happened';
import { moment } from '../../support/stream';

// Ann, the bystander, has a meeting on the same day.
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
  dated_by: 4,
  last_updated_at: moment(4),
};
const planned = [...before, meetingPlanned(2, '2026-11-24'), meetingNotesWritten(2, 5, 'Ask.')];
const bob = {
  ...ann,
  contact: 2,
  contact_name: 'Bob',
  meeting: 5,
  meeting_notes: 'Ask.',
  dated_by: 5,
  last_updated_at: moment(6),
};

describe('an email is pending', () => {
  test('for a meeting with a date, with its notes', () =>
    given(...planned).then({ meetingNotesEmails: [bob, ann] }));

  test('for a meeting without notes', () =>
    given(...before, meetingPlanned(2, '2026-11-25')).then({
      meetingNotesEmails: [{ contact: 2, meeting_on: '2026-11-25', meeting_notes: '' }, ann],
    }));

  test('under the contact’s new name', () =>
    given(...planned, contactRenamed(2, 'Rob')).then({
      meetingNotesEmails: [{ ...bob, contact_name: 'Rob', last_updated_at: moment(7) }, ann],
    }));

  test('under the new names of two contacts that swapped names', () =>
    given(...planned, contactRenamed(2, 'X'), contactRenamed(3, 'Bob'), contactRenamed(2, 'Ann')).then({
      meetingNotesEmails: [
        { contact: 2, contact_name: 'Ann', meeting_notes: 'Ask.' },
        { contact: 3, contact_name: 'Bob', meeting_notes: '' },
      ],
    }));

  test('on the new date of a moved meeting, with the notes', () =>
    given(...planned, meetingMoved(2, 5, '2026-11-25')).then({
      meetingNotesEmails: [
        { ...bob, meeting_on: '2026-11-25', dated_by: 7, last_updated_at: moment(7) },
        ann,
      ],
    }));

  test('when a canceled meeting is planned again, with the notes it had', () =>
    given(...planned, meetingCancelled(2, 5), meetingPlanned(2, '2026-12-01', { meeting: 5 })).then({
      meetingNotesEmails: [
        { contact: 2, meeting: 5, dated_by: 8, meeting_on: '2026-12-01', meeting_notes: 'Ask.' },
        ann,
      ],
    }));

  test('when a deleted contact is restored, under its new name', () =>
    given(...planned, contactDeleted(2), contactRenamed(2, 'Rob'), contactRestored(2)).then({
      meetingNotesEmails: [{ contact: 2, contact_name: 'Rob', meeting_on: '2026-11-24' }, ann],
    }));

  test('for a new meeting, without the notes of the previous one', () =>
    given(...planned, meetingNotesEmailSent(2, 5, '2026-11-24'), meetingPlanned(2, '2026-12-24')).then({
      meetingNotesEmails: [{ contact: 2, meeting: 8, meeting_on: '2026-12-24', meeting_notes: '' }, ann],
    }));
});

describe('no email is pending', () => {
  test('for notes of a meeting without a date, though they are stored', () =>
    given(...before, meetingNotesWritten(2, null, 'Ask.')).then({
      meetingNotesEmails: [ann],
      meetingNotesEmailContacts: [{ contact: 2, meeting: 5, meeting_on: null, meeting_notes: 'Ask.' }, {}],
    }));

  test('for a canceled meeting', () =>
    given(...planned, meetingCancelled(2, 5)).then({ meetingNotesEmails: [ann] }));

  test('for a deleted contact, though it still has a meeting', () =>
    given(...planned, contactDeleted(2)).then({
      meetingNotesEmails: [ann],
      meetingNotesEmailContacts: [{ contact: 2, deleted: true, meeting_on: '2026-11-24' }, {}],
    }));

  test.each([meetingNotesEmailSent, meetingNotesEmailMissed, meetingNotesEmailUncertain])(
    'after it was sent, was missed, or may have arrived (%#)',
    (outcome) =>
      given(...planned, outcome(2, 5, '2026-11-24')).then({
        meetingNotesEmails: [ann],
        meetingNotesEmailContacts: [{ contact: 2, settled_days: ['2026-11-24'] }, { settled_days: [] }],
      }),
  );

  test('after it was sent, even if the notes or the name change, or the meeting is moved away and back', () =>
    given(
      ...planned,
      meetingNotesEmailSent(2, 5, '2026-11-24'),
      meetingNotesWritten(2, 5, 'Tell.'),
      contactRenamed(2, 'Rob'),
      meetingMoved(2, 5, '2026-11-25'),
      meetingMoved(2, 5, '2026-11-24', { time: '18:00' }),
    ).then({ meetingNotesEmails: [ann] }));

  test('after it was sent, even if the contact was renamed in the meantime', () =>
    given(...planned, contactRenamed(2, 'Rob'), meetingNotesEmailSent(2, 5, '2026-11-24')).then({
      meetingNotesEmails: [ann],
    }));
});

test('another email is pending if the meeting is moved to another date after its email was sent', () =>
  given(...planned, meetingNotesEmailSent(2, 5, '2026-11-24'), meetingMoved(2, 5, '2026-11-25')).then({
    meetingNotesEmails: [{ contact: 2, meeting_on: '2026-11-25', meeting_notes: 'Ask.' }, ann],
  }));

describe('an email without an outcome stays pending', () => {
  const [next, older] = ['2026-11-28', { ...bob, last_updated_at: moment(7) }];
  const nextPlanned = [...planned, meetingPlanned(2, next)];
  const newer = { ...older, meeting: 7, dated_by: 7, meeting_on: next, meeting_notes: '' };

  test('when the next meeting is planned', () =>
    given(...nextPlanned).then({ meetingNotesEmails: [older, newer, ann] }));

  test('when notes are written for a next meeting without a date', () =>
    given(...planned, meetingNotesWritten(2, null, 'Tell.')).then({
      meetingNotesEmails: [older, ann],
      meetingNotesEmailContacts: [{ contact: 2, meeting: 7, meeting_on: null, meeting_notes: 'Tell.' }, {}],
    }));

  test('when the next meeting is canceled or moved', () => {
    given(...nextPlanned, meetingCancelled(2, 7)).then({
      meetingNotesEmails: [{ meeting: 5, meeting_on: '2026-11-24' }, ann],
    });
    given(...nextPlanned, meetingMoved(2, 7, '2026-11-29')).then({
      meetingNotesEmails: [
        { meeting: 5, meeting_on: '2026-11-24' },
        { meeting: 7, meeting_on: '2026-11-29' },
        ann,
      ],
    });
  });

  test('under the contact’s new name', () =>
    given(...nextPlanned, contactRenamed(2, 'Rob')).then({
      meetingNotesEmails: [{ contact_name: 'Rob', meeting: 5 }, { contact_name: 'Rob', meeting: 7 }, ann],
    }));

  test('when the contact is deleted and restored', () => {
    given(...nextPlanned, contactDeleted(2)).then({ meetingNotesEmails: [ann] });
    given(...nextPlanned, contactDeleted(2), contactRestored(2)).then({
      meetingNotesEmails: [{ meeting: 5 }, { meeting: 7 }, ann],
    });
  });

  test('when only the next meeting’s email has an outcome, and vice versa', () => {
    given(...nextPlanned, meetingNotesEmailSent(2, 7, next)).then({
      meetingNotesEmails: [{ meeting: 5 }, ann],
    });
    given(...nextPlanned, meetingNotesEmailMissed(2, 5, '2026-11-24')).then({
      meetingNotesEmails: [{ meeting: 7 }, ann],
    });
  });

  test('only until it has an outcome, even if the next meeting’s email was sent first', () =>
    given(
      ...nextPlanned,
      meetingNotesEmailSent(2, 7, next),
      meetingNotesEmailMissed(2, 5, '2026-11-24'),
    ).then({ meetingNotesEmails: [ann] }));
});

test('of two meetings on one date, which a new time zone can cause, the second gets the email unless it is canceled', () => {
  given(...planned, meetingPlanned(2, '2026-11-24')).then({
    meetingNotesEmails: [{ contact: 2, meeting: 7, meeting_on: '2026-11-24' }, ann],
  });
  given(...planned, meetingPlanned(2, '2026-11-24'), meetingCancelled(2, 7)).then({
    meetingNotesEmails: [{ contact: 2, meeting: 5, meeting_on: '2026-11-24' }, ann],
  });
});

test('moving a meeting to another time makes that event the cause of the email', () =>
  given(...planned, meetingMoved(2, 5, '2026-11-24', { time: '18:00' })).then({
    meetingNotesEmails: [{ ...bob, dated_by: 7, last_updated_at: moment(7) }, ann],
  }));

test('a meeting that took place gets no email, but another meeting on that date does', () => {
  const met = [...planned, meetingFulfilled(2, 5, 99)];
  given(...met).then({ meetingNotesEmails: [ann] });
  given(...met, meetingPlanned(2, '2026-11-24')).then({
    meetingNotesEmails: [{ contact: 2, meeting: 8, meeting_notes: '' }, ann],
  });
});

test('a forgotten contact leaves no pending email and no state', () =>
  given(
    accountOpened(),
    contactCreated('Bob'),
    contactCreated('Ann'),
    meetingPlanned(2, '2026-11-24'),
    meetingPlanned(3, '2026-11-24'),
    contactForgotten(2),
  ).then({
    meetingNotesEmails: [{ contact: 3, contact_name: 'Ann' }],
    meetingNotesEmailContacts: [{ contact: 3, contact_name: 'Ann' }],
  }));
