import { cancelMeeting, planMeeting } from '../../../src/domain/commands/plan-meeting';
import { conflict, given, invalid, notFound } from '../../support/given';
import {
  accountOpened,
  accountSettingsChanged,
  contactCreated,
  contactDeleted,
  contactRenamed,
  meetingCancelled,
  meetingMoved,
  meetingNotesEmailSent,
  meetingNotesWritten,
  meetingPlanned,
} from '../../support/happened';

// Ann, the bystander, has a meeting with notes.
const before = [
  accountOpened(),
  contactCreated('Bob'),
  contactCreated('Ann'),
  meetingPlanned(3, '2026-11-24', { time: '18:00' }),
  meetingNotesWritten(3, 4, 'Ann’s notes.'),
];
const nothing = { contact: 2, meeting_on: '', meeting_time: '', notes: '' };
const plan = (input: object) =>
  given(...before)
    .when(planMeeting, { ...nothing, ...input })
    .seen(5);

describe('without a next meeting', () => {
  test('an empty form yields nothing', () => plan({ notes: ' \r\n' }).then([]));

  test('only the date is required', () =>
    plan({ meeting_on: '2026-11-24' }).then([meetingPlanned(2, '2026-11-24')]));

  test('a date, a time, and notes can be entered at once', () =>
    plan({ meeting_on: '2026-11-24', meeting_time: '09:30', notes: 'Ask.' }).then([
      meetingPlanned(2, '2026-11-24', { time: '09:30' }),
      meetingNotesWritten(2, 6, 'Ask.'),
    ]));

  test('notes don’t need a date', () => plan({ notes: 'Ask.' }).then([meetingNotesWritten(2, null, 'Ask.')]));

  test('today in the account’s time zone is accepted', () => {
    plan({ meeting_on: '2026-11-21' }).then([meetingPlanned(2, '2026-11-21')]);
    plan({ meeting_on: '2026-11-21' })
      .at('2026-11-21T22:59:59Z')
      .then([meetingPlanned(2, '2026-11-21')]);
    plan({ meeting_on: '2026-11-21' })
      .at('2026-11-21T23:00:00Z')
      .then(invalid({ meeting_on: 'That date has passed. Choose today or a later date.' }));
  });

  test('the meeting gets the account’s current time zone', () =>
    given(...before, accountSettingsChanged({ time_zone: 'Asia/Tokyo' }))
      .when(planMeeting, { ...nothing, meeting_on: '2026-11-24' })
      .then([meetingPlanned(2, '2026-11-24', { zone: 'Asia/Tokyo' })]));

  test('seconds in the time that a browser sends are dropped', () =>
    plan({ meeting_on: '2026-11-24', meeting_time: '09:30:00' }).then([
      meetingPlanned(2, '2026-11-24', { time: '09:30' }),
    ]));
});

describe('a plan is refused', () => {
  test('for a date in the past', () =>
    plan({ meeting_on: '2026-11-20' }).then(
      invalid({ meeting_on: 'That date has passed. Choose today or a later date.' }),
    ));
  test('for a time without a date', () =>
    plan({ meeting_time: '09:30' }).then(invalid({ meeting_on: 'Enter a date, or clear the time.' })));
  test.each([
    '2026-11-31',
    '2027-02-29',
    '24.11.2026',
    '2026-11-24x',
    '+002026-11-24',
    '9999-12-31',
    '\0',
    '\ud800',
  ])('for the invalid date %j', (meeting_on) =>
    plan({ meeting_on }).then(
      invalid({ meeting_on: 'That isn’t a valid date. Use a date like 2026-11-24.' }),
    ),
  );
  test.each(['24:00', '9:30', '09:60', '09:30:15', 'noon', '09:30\0'])(
    'for the invalid time %j',
    (meeting_time) =>
      plan({ meeting_on: '2026-11-24', meeting_time }).then(
        invalid({ meeting_time: 'That isn’t a valid time. Use a time like 09:30.' }),
      ),
  );
  test('for notes that can’t be stored', () => {
    plan({ notes: 'Ask\0' }).then(
      invalid({
        notes: 'This contains a character that can’t be saved. Type the text instead of pasting it.',
      }),
    );
    plan({ notes: '\udfff' }).then(
      invalid({
        notes: 'This contains a character that can’t be saved. Type the text instead of pasting it.',
      }),
    );
  });
  test('for notes of more than 100 kB in UTF-8', () => {
    const most = 'é'.repeat(51_200);
    plan({ notes: most }).then([meetingNotesWritten(2, null, most)]);
    plan({ notes: `${most}x` }).then(
      invalid({ notes: 'The notes are too long (101 kB). Shorten them to at most 100 kB.' }),
    );
    plan({ notes: 'x'.repeat(102_400) }).then([meetingNotesWritten(2, null, 'x'.repeat(102_400))]);
    plan({ notes: 'x'.repeat(102_401) }).then(
      invalid({ notes: 'The notes are too long (101 kB). Shorten them to at most 100 kB.' }),
    );
  });
  test('for an unknown or deleted contact', () => {
    plan({ contact: 99, notes: 'Ask.' }).then(notFound);
    plan({ contact: 'x', notes: 'Ask.' }).then(notFound);
    given(...before, contactDeleted(2))
      .when(planMeeting, { ...nothing, notes: 'Ask.' })
      .then(notFound);
    given(...before, contactDeleted(2))
      .when(cancelMeeting, { contact: 2 })
      .then(notFound);
  });
});

// 6 plans the meeting, 7 writes its notes.
const planned = [
  ...before,
  meetingPlanned(2, '2026-11-24', { time: '09:30' }),
  meetingNotesWritten(2, 6, 'Ask.'),
];
const shown = { contact: 2, meeting_on: '2026-11-24', meeting_time: '09:30', notes: 'Ask.' };

describe('with a next meeting', () => {
  const change = (input: object) =>
    given(...planned)
      .when(planMeeting, { ...shown, ...input })
      .seen(7);

  test('an unchanged form yields nothing', () => change({ notes: 'Ask.\r\n' }).then([]));
  test('its date can be changed', () =>
    change({ meeting_on: '2026-11-25' }).then([meetingMoved(2, 6, '2026-11-25', { time: '09:30' })]));
  test('its time can be changed or removed', () => {
    change({ meeting_time: '10:00' }).then([meetingMoved(2, 6, '2026-11-24', { time: '10:00' })]);
    change({ meeting_time: '' }).then([meetingMoved(2, 6, '2026-11-24')]);
  });
  test('its notes can be changed, with their leading white space, or removed', () => {
    change({ notes: '    code\n\n* Ask.' }).then([meetingNotesWritten(2, 6, '    code\n\n* Ask.')]);
    change({ notes: '' }).then([meetingNotesWritten(2, 6, '')]);
  });
  test('its date and notes can be changed at once', () =>
    change({ meeting_on: '2026-11-25', meeting_time: '', notes: 'Tell.' }).then([
      meetingMoved(2, 6, '2026-11-25'),
      meetingNotesWritten(2, 6, 'Tell.'),
    ]));
  test('an empty date cancels it, and its notes are kept or changed', () => {
    change({ meeting_on: '', meeting_time: '' }).then([meetingCancelled(2, 6)]);
    change({ meeting_on: '', meeting_time: '', notes: 'Tell.' }).then([
      meetingCancelled(2, 6),
      meetingNotesWritten(2, 6, 'Tell.'),
    ]);
  });
  test('fields that are not in the form are kept', () => {
    const part = (input: object) =>
      given(...planned)
        .when(planMeeting, { contact: 2, ...input })
        .seen(7);
    part({ notes: 'Tell.' }).then([meetingNotesWritten(2, 6, 'Tell.')]);
    part({ meeting_time: '10:00' }).then([meetingMoved(2, 6, '2026-11-24', { time: '10:00' })]);
    part({ meeting_on: '2026-11-25' }).then([meetingMoved(2, 6, '2026-11-25', { time: '09:30' })]);
    part({}).then([]);
  });
  test('its notes can still be changed after its email was sent', () =>
    given(...planned, meetingNotesEmailSent(2, 6, '2026-11-24'))
      .when(planMeeting, { ...shown, notes: 'Tell.' })
      .seen(8)
      .then([meetingNotesWritten(2, 6, 'Tell.')]));
  test('it can be changed after the contact was renamed', () =>
    given(...planned, contactRenamed(2, 'Rob'), contactCreated('Bob'))
      .when(planMeeting, { ...shown, notes: 'Tell.' })
      .seen(7)
      .then([meetingNotesWritten(2, 6, 'Tell.')]));
  test('cancel-meeting cancels it', () =>
    given(...planned)
      .when(cancelMeeting, { contact: 2 })
      .seen(7)
      .then([meetingCancelled(2, 6)]));
});

describe('a canceled meeting', () => {
  const cancelled = [...planned, meetingCancelled(2, 6)];
  const change = (input: object) =>
    given(...cancelled)
      .when(planMeeting, { ...nothing, notes: 'Ask.', ...input })
      .seen(8);

  test('yields nothing if it is canceled again', () => {
    given(...cancelled)
      .when(cancelMeeting, { contact: 2 })
      .seen(8)
      .then([]);
    given(...cancelled)
      .when(cancelMeeting, { contact: 2 })
      .seen(7)
      .then([]);
  });
  test('is the same meeting with the same notes if it is planned again', () =>
    change({ meeting_on: '2026-12-01' }).then([meetingPlanned(2, '2026-12-01', { meeting: 6 })]));
  test('can be planned again with other notes', () =>
    change({ meeting_on: '2026-12-01', notes: 'Tell.' }).then([
      meetingPlanned(2, '2026-12-01', { meeting: 6 }),
      meetingNotesWritten(2, 6, 'Tell.'),
    ]));
  test('has notes that can be changed and cleared', () => {
    change({ notes: 'Tell.' }).then([meetingNotesWritten(2, 6, 'Tell.')]);
    change({ notes: '' }).then([meetingNotesWritten(2, 6, '')]);
  });
});

describe('notes without a date', () => {
  const noted = [...before, meetingNotesWritten(2, null, 'Ask.')];

  test('belong to the meeting that is planned next', () =>
    given(...noted)
      .when(planMeeting, { ...nothing, meeting_on: '2026-11-24', notes: 'Ask.' })
      .seen(6)
      .then([meetingPlanned(2, '2026-11-24', { meeting: 6 })]));
  test('can be cleared, and a meeting planned without them', () => {
    given(...noted)
      .when(planMeeting, nothing)
      .seen(6)
      .then([meetingNotesWritten(2, 6, '')]);
    given(...noted, meetingNotesWritten(2, 6, ''))
      .when(planMeeting, { ...nothing, meeting_on: '2026-11-24' })
      .then([meetingPlanned(2, '2026-11-24', { meeting: 6 })]);
  });
});

describe('a meeting whose date has passed', () => {
  const later = '2026-11-24T23:30:00Z'; // the 25th in Berlin
  const onceOver = (input: object) =>
    given(...planned)
      .when(planMeeting, { ...nothing, ...input })
      .seen(7)
      .at(later);

  test('is the next meeting until its date ends', () =>
    given(...planned)
      .when(planMeeting, { ...shown, notes: 'Tell.' })
      .seen(7)
      .at('2026-11-24T22:30:00Z')
      .then([meetingNotesWritten(2, 6, 'Tell.')]));
  test('can no longer be canceled or moved', () => {
    given(...planned)
      .when(cancelMeeting, { contact: 2 })
      .seen(7)
      .at(later)
      .then([]);
    onceOver({}).then([]);
    onceOver({ meeting_on: '2026-11-24', notes: 'Ask.' }).then(
      invalid({ meeting_on: 'That date has passed. Choose today or a later date.' }),
    );
  });
  test('is followed by a new meeting without its notes', () =>
    onceOver({ meeting_on: '2026-12-24', notes: 'Sing.' }).then([
      meetingPlanned(2, '2026-12-24'),
      meetingNotesWritten(2, 8, 'Sing.'),
    ]));
  test('is not the one that new notes are for', () =>
    onceOver({ notes: 'Sing.' }).then([meetingNotesWritten(2, null, 'Sing.')]));
});

describe('after the page was shown', () => {
  const late = (event: Parameters<typeof given>[0], input: object) =>
    given(...planned, event)
      .when(planMeeting, { ...shown, ...input })
      .seen(7);

  test('new notes for a moved meeting keep both changes', () =>
    late(meetingMoved(2, 6, '2026-11-25', { time: '09:30' }), { notes: 'Tell.' }).then([
      meetingNotesWritten(2, 6, 'Tell.'),
    ]));
  test('moving a meeting with new notes keeps both changes', () =>
    late(meetingNotesWritten(2, 6, 'Tell.'), { meeting_on: '2026-11-25' }).then([
      meetingMoved(2, 6, '2026-11-25', { time: '09:30' }),
    ]));
  test('a second change of the notes is a conflict', () =>
    late(meetingNotesWritten(2, 6, 'Tell.'), { notes: 'Sing.' }).then(
      conflict({ notes: { theirs: 'Tell.', yours: 'Sing.' } }),
    ));
  test('moving a moved meeting is a conflict', () =>
    late(meetingMoved(2, 6, '2026-11-25', { time: '09:30' }), { meeting_on: '2026-11-26' }).then(
      conflict({ meeting_on: { theirs: '2026-11-25', yours: '2026-11-26' } }),
    ));
  test('moving a moved meeting to the same date yields nothing', () =>
    late(meetingMoved(2, 6, '2026-11-25', { time: '09:30' }), { meeting_on: '2026-11-25' }).then([]));
  test('canceling a moved meeting is a conflict', () => {
    const moved = given(...planned, meetingMoved(2, 6, '2026-11-25', { time: '09:30' }));
    moved
      .when(cancelMeeting, { contact: 2 })
      .seen(7)
      .then(conflict({ meeting_on: { theirs: '2026-11-25', yours: '' } }));
    moved
      .when(cancelMeeting, { contact: 2 })
      .seen(8)
      .then([meetingCancelled(2, 6)]);
  });
  test('moving a canceled meeting is a conflict', () =>
    late(meetingCancelled(2, 6), { meeting_on: '2026-11-26' }).then(
      conflict({
        meeting_on: { theirs: '', yours: '2026-11-26' },
        meeting_time: { theirs: '', yours: '09:30' },
      }),
    ));
  test('new notes for a canceled meeting are saved', () =>
    late(meetingCancelled(2, 6), { notes: 'Tell.' }).then([meetingNotesWritten(2, 6, 'Tell.')]));

  // The date and the time count as one value: nobody means to combine their time with a date that someone else set.
  test('changing the time of a meeting on another date is a conflict in the date', () =>
    late(meetingMoved(2, 6, '2026-11-25', { time: '09:30' }), { meeting_time: '10:00' }).then(
      conflict({ meeting_on: { theirs: '2026-11-25', yours: '2026-11-24' } }),
    ));
  test('changing the date of a meeting at another time is a conflict in the time', () =>
    late(meetingMoved(2, 6, '2026-11-24', { time: '10:00' }), { meeting_on: '2026-11-25' }).then(
      conflict({ meeting_time: { theirs: '10:00', yours: '09:30' } }),
    ));
  test('changing the time of a canceled meeting is a conflict', () =>
    late(meetingCancelled(2, 6), { meeting_time: '10:00' }).then(
      conflict({
        meeting_on: { theirs: '', yours: '2026-11-24' },
        meeting_time: { theirs: '', yours: '10:00' },
      }),
    ));
  test('adding a time to a canceled meeting is a conflict', () =>
    given(...before, meetingPlanned(2, '2026-11-24'), meetingCancelled(2, 6))
      .when(planMeeting, { ...nothing, meeting_on: '2026-11-24', meeting_time: '10:00' })
      .seen(6)
      .then(conflict({ meeting_on: { theirs: '', yours: '2026-11-24' } })));
  test('removing the time of a canceled meeting yields nothing', () =>
    late(meetingCancelled(2, 6), { meeting_time: '' }).then([]));
  test('canceling a meeting at another time is a conflict', () =>
    given(...planned, meetingMoved(2, 6, '2026-11-24', { time: '10:00' }))
      .when(cancelMeeting, { contact: 2 })
      .seen(7)
      .then(conflict({ meeting_time: { theirs: '10:00', yours: '' } })));
  test('moving a moved meeting to the same date with another time changes the time', () =>
    late(meetingMoved(2, 6, '2026-11-25', { time: '09:30' }), {
      meeting_on: '2026-11-25',
      meeting_time: '10:00',
    }).then([meetingMoved(2, 6, '2026-11-25', { time: '10:00' })]));
  test('planning a meeting that was already planned is a conflict only if the date or notes differ', () => {
    const empty = (input: object) =>
      given(...planned)
        .when(planMeeting, { ...nothing, ...input })
        .seen(5);
    empty({ meeting_on: '2026-11-24', meeting_time: '09:30' }).then([]);
    empty({ meeting_on: '2026-11-26' }).then(
      conflict({
        meeting_on: { theirs: '2026-11-24', yours: '2026-11-26' },
        meeting_time: { theirs: '09:30', yours: '' },
      }),
    );
    empty({}).then([]);
    empty({ notes: 'Sing.' }).then(conflict({ notes: { theirs: 'Ask.', yours: 'Sing.' } }));
  });
  test('moving another contact’s meeting doesn’t matter', () =>
    late(meetingMoved(3, 4, '2026-11-25'), { meeting_on: '2026-11-26' }).then([
      meetingMoved(2, 6, '2026-11-26', { time: '09:30' }),
    ]));
});
