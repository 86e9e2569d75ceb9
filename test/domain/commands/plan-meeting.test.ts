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

// Ann meets on a day of her own, and has notes.
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

describe('without a meeting', () => {
  test('an empty form: nothing happens', () => plan({ notes: ' \r\n' }).then([]));

  test('a day is enough', () => plan({ meeting_on: '2026-11-24' }).then([meetingPlanned(2, '2026-11-24')]));

  test('a day, a time and notes: the notes are the meeting’s', () =>
    plan({ meeting_on: '2026-11-24', meeting_time: '09:30', notes: 'Ask.' }).then([
      meetingPlanned(2, '2026-11-24', { time: '09:30' }),
      meetingNotesWritten(2, 6, 'Ask.'),
    ]));

  test('notes need no day yet', () => plan({ notes: 'Ask.' }).then([meetingNotesWritten(2, null, 'Ask.')]));

  test('today is fine, in the account’s zone', () => {
    plan({ meeting_on: '2026-11-21' }).then([meetingPlanned(2, '2026-11-21')]);
    plan({ meeting_on: '2026-11-21' })
      .at('2026-11-21T22:59:59Z')
      .then([meetingPlanned(2, '2026-11-21')]);
    plan({ meeting_on: '2026-11-21' })
      .at('2026-11-21T23:00:00Z')
      .then(invalid({ meeting_on: 'That day is over.' }));
  });

  test('the zone is the account’s at that moment', () =>
    given(...before, accountSettingsChanged({ time_zone: 'Asia/Tokyo' }))
      .when(planMeeting, { ...nothing, meeting_on: '2026-11-24' })
      .then([meetingPlanned(2, '2026-11-24', { zone: 'Asia/Tokyo' })]));

  test('seconds that a browser sends with a time are dropped', () =>
    plan({ meeting_on: '2026-11-24', meeting_time: '09:30:00' }).then([
      meetingPlanned(2, '2026-11-24', { time: '09:30' }),
    ]));
});

describe('what can’t be', () => {
  test('a day that is over', () =>
    plan({ meeting_on: '2026-11-20' }).then(invalid({ meeting_on: 'That day is over.' })));
  test('a time without a day', () =>
    plan({ meeting_time: '09:30' }).then(invalid({ meeting_on: 'Enter the day as well.' })));
  test.each([
    '2026-11-31',
    '2027-02-29',
    '24.11.2026',
    '2026-11-24x',
    '+002026-11-24',
    '9999-12-31',
    '\0',
    '\ud800',
  ])('the day %j', (meeting_on) =>
    plan({ meeting_on }).then(invalid({ meeting_on: 'There is no such day. Enter it like 2026-11-24.' })),
  );
  test.each(['24:00', '9:30', '09:60', '09:30:15', 'noon', '09:30\0'])('the time %j', (meeting_time) =>
    plan({ meeting_on: '2026-11-24', meeting_time }).then(
      invalid({ meeting_time: 'There is no such time. Enter it like 09:30.' }),
    ),
  );
  test('notes with what can’t be stored', () => {
    plan({ notes: 'Ask\0' }).then(invalid({ notes: 'This has a character that can’t be stored.' }));
    plan({ notes: '\udfff' }).then(invalid({ notes: 'This has a character that can’t be stored.' }));
  });
  test('notes of more than 100 kB, counted in bytes', () => {
    const most = 'é'.repeat(51_200);
    plan({ notes: most }).then([meetingNotesWritten(2, null, most)]);
    plan({ notes: `${most}x` }).then(invalid({ notes: 'The notes are longer than 100 kB (101 kB).' }));
    plan({ notes: 'x'.repeat(102_400) }).then([meetingNotesWritten(2, null, 'x'.repeat(102_400))]);
    plan({ notes: 'x'.repeat(102_401) }).then(
      invalid({ notes: 'The notes are longer than 100 kB (101 kB).' }),
    );
  });
  test('a contact that is not there, or deleted', () => {
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

// 6 begins the meeting, 7 writes its notes.
const planned = [
  ...before,
  meetingPlanned(2, '2026-11-24', { time: '09:30' }),
  meetingNotesWritten(2, 6, 'Ask.'),
];
const shown = { contact: 2, meeting_on: '2026-11-24', meeting_time: '09:30', notes: 'Ask.' };

describe('with a meeting', () => {
  const change = (input: object) =>
    given(...planned)
      .when(planMeeting, { ...shown, ...input })
      .seen(7);

  test('nothing changed: nothing happens', () => change({ notes: 'Ask.\r\n' }).then([]));
  test('another day', () =>
    change({ meeting_on: '2026-11-25' }).then([meetingMoved(2, 6, '2026-11-25', { time: '09:30' })]));
  test('another time, or none', () => {
    change({ meeting_time: '10:00' }).then([meetingMoved(2, 6, '2026-11-24', { time: '10:00' })]);
    change({ meeting_time: '' }).then([meetingMoved(2, 6, '2026-11-24')]);
  });
  test('other notes, or none; white space within them means something', () => {
    change({ notes: '    code\n\n* Ask.' }).then([meetingNotesWritten(2, 6, '    code\n\n* Ask.')]);
    change({ notes: '' }).then([meetingNotesWritten(2, 6, '')]);
  });
  test('a move and new notes', () =>
    change({ meeting_on: '2026-11-25', meeting_time: '', notes: 'Tell.' }).then([
      meetingMoved(2, 6, '2026-11-25'),
      meetingNotesWritten(2, 6, 'Tell.'),
    ]));
  test('no day cancels, and the notes stay, or are changed', () => {
    change({ meeting_on: '', meeting_time: '' }).then([meetingCancelled(2, 6)]);
    change({ meeting_on: '', meeting_time: '', notes: 'Tell.' }).then([
      meetingCancelled(2, 6),
      meetingNotesWritten(2, 6, 'Tell.'),
    ]);
  });
  test('fields that the form lacks stay', () => {
    const part = (input: object) =>
      given(...planned)
        .when(planMeeting, { contact: 2, ...input })
        .seen(7);
    part({ notes: 'Tell.' }).then([meetingNotesWritten(2, 6, 'Tell.')]);
    part({ meeting_time: '10:00' }).then([meetingMoved(2, 6, '2026-11-24', { time: '10:00' })]);
    part({ meeting_on: '2026-11-25' }).then([meetingMoved(2, 6, '2026-11-25', { time: '09:30' })]);
    part({}).then([]);
  });
  test('its mail was sent: the notes can still be changed', () =>
    given(...planned, meetingNotesEmailSent(2, 6, '2026-11-24'))
      .when(planMeeting, { ...shown, notes: 'Tell.' })
      .seen(8)
      .then([meetingNotesWritten(2, 6, 'Tell.')]));
  test('whoever the contact is called by now', () =>
    given(...planned, contactRenamed(2, 'Rob'), contactCreated('Bob'))
      .when(planMeeting, { ...shown, notes: 'Tell.' })
      .seen(7)
      .then([meetingNotesWritten(2, 6, 'Tell.')]));
  test('cancelled by its own form', () =>
    given(...planned)
      .when(cancelMeeting, { contact: 2 })
      .seen(7)
      .then([meetingCancelled(2, 6)]));
});

describe('a cancelled meeting, whose notes wait', () => {
  const cancelled = [...planned, meetingCancelled(2, 6)];
  const change = (input: object) =>
    given(...cancelled)
      .when(planMeeting, { ...nothing, notes: 'Ask.', ...input })
      .seen(8);

  test('cancelled again, it stays so', () => {
    given(...cancelled)
      .when(cancelMeeting, { contact: 2 })
      .seen(8)
      .then([]);
    given(...cancelled)
      .when(cancelMeeting, { contact: 2 })
      .seen(7)
      .then([]);
  });
  test('planned again, it is the same meeting, with its notes', () =>
    change({ meeting_on: '2026-12-01' }).then([meetingPlanned(2, '2026-12-01', { meeting: 6 })]));
  test('planned again with other notes', () =>
    change({ meeting_on: '2026-12-01', notes: 'Tell.' }).then([
      meetingPlanned(2, '2026-12-01', { meeting: 6 }),
      meetingNotesWritten(2, 6, 'Tell.'),
    ]));
  test('its notes can be changed, and cleared', () => {
    change({ notes: 'Tell.' }).then([meetingNotesWritten(2, 6, 'Tell.')]);
    change({ notes: '' }).then([meetingNotesWritten(2, 6, '')]);
  });
});

describe('notes without a day', () => {
  const noted = [...before, meetingNotesWritten(2, null, 'Ask.')];

  test('are taken up by the meeting that is planned', () =>
    given(...noted)
      .when(planMeeting, { ...nothing, meeting_on: '2026-11-24', notes: 'Ask.' })
      .seen(6)
      .then([meetingPlanned(2, '2026-11-24', { meeting: 6 })]));
  test('can be cleared, and then planned without', () => {
    given(...noted)
      .when(planMeeting, nothing)
      .seen(6)
      .then([meetingNotesWritten(2, 6, '')]);
    given(...noted, meetingNotesWritten(2, 6, ''))
      .when(planMeeting, { ...nothing, meeting_on: '2026-11-24' })
      .then([meetingPlanned(2, '2026-11-24', { meeting: 6 })]);
  });
});

describe('a meeting whose day is over', () => {
  const later = '2026-11-24T23:30:00Z'; // the 25th in Berlin
  const onceOver = (input: object) =>
    given(...planned)
      .when(planMeeting, { ...nothing, ...input })
      .seen(7)
      .at(later);

  test('is the next one until its day ends', () =>
    given(...planned)
      .when(planMeeting, { ...shown, notes: 'Tell.' })
      .seen(7)
      .at('2026-11-24T22:30:00Z')
      .then([meetingNotesWritten(2, 6, 'Tell.')]));
  test('can’t be cancelled or moved any more', () => {
    given(...planned)
      .when(cancelMeeting, { contact: 2 })
      .seen(7)
      .at(later)
      .then([]);
    onceOver({}).then([]);
    onceOver({ meeting_on: '2026-11-24', notes: 'Ask.' }).then(invalid({ meeting_on: 'That day is over.' }));
  });
  test('the next one begins anew, without its notes', () =>
    onceOver({ meeting_on: '2026-12-24', notes: 'Sing.' }).then([
      meetingPlanned(2, '2026-12-24'),
      meetingNotesWritten(2, 8, 'Sing.'),
    ]));
  test('notes are for the one to come', () =>
    onceOver({ notes: 'Sing.' }).then([meetingNotesWritten(2, null, 'Sing.')]));
});

describe('what was changed since the page was shown', () => {
  const late = (event: Parameters<typeof given>[0], input: object) =>
    given(...planned, event)
      .when(planMeeting, { ...shown, ...input })
      .seen(7);

  test('moved; and the notes: both changes stand', () =>
    late(meetingMoved(2, 6, '2026-11-25', { time: '09:30' }), { notes: 'Tell.' }).then([
      meetingNotesWritten(2, 6, 'Tell.'),
    ]));
  test('the notes; and moved: both changes stand', () =>
    late(meetingNotesWritten(2, 6, 'Tell.'), { meeting_on: '2026-11-25' }).then([
      meetingMoved(2, 6, '2026-11-25', { time: '09:30' }),
    ]));
  test('the notes, twice: the person chooses', () =>
    late(meetingNotesWritten(2, 6, 'Tell.'), { notes: 'Sing.' }).then(
      conflict({ notes: { theirs: 'Tell.', yours: 'Sing.' } }),
    ));
  test('moved, twice', () =>
    late(meetingMoved(2, 6, '2026-11-25', { time: '09:30' }), { meeting_on: '2026-11-26' }).then(
      conflict({ meeting_on: { theirs: '2026-11-25', yours: '2026-11-26' } }),
    ));
  test('moved, twice to the same day: nothing happens', () =>
    late(meetingMoved(2, 6, '2026-11-25', { time: '09:30' }), { meeting_on: '2026-11-25' }).then([]));
  test('moved; and cancelled: the person chooses', () => {
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
  test('cancelled; and moved: the person chooses', () =>
    late(meetingCancelled(2, 6), { meeting_on: '2026-11-26' }).then(
      conflict({
        meeting_on: { theirs: '', yours: '2026-11-26' },
        meeting_time: { theirs: '', yours: '09:30' },
      }),
    ));
  test('cancelled; and the notes: they wait', () =>
    late(meetingCancelled(2, 6), { notes: 'Tell.' }).then([meetingNotesWritten(2, 6, 'Tell.')]));

  // A day and its time are one moment: nobody meant the other's day with their own time.
  test('another day; and the time: the person chooses the day', () =>
    late(meetingMoved(2, 6, '2026-11-25', { time: '09:30' }), { meeting_time: '10:00' }).then(
      conflict({ meeting_on: { theirs: '2026-11-25', yours: '2026-11-24' } }),
    ));
  test('another time; and the day: the person chooses the time', () =>
    late(meetingMoved(2, 6, '2026-11-24', { time: '10:00' }), { meeting_on: '2026-11-25' }).then(
      conflict({ meeting_time: { theirs: '10:00', yours: '09:30' } }),
    ));
  test('cancelled; and the time: the person chooses', () =>
    late(meetingCancelled(2, 6), { meeting_time: '10:00' }).then(
      conflict({
        meeting_on: { theirs: '', yours: '2026-11-24' },
        meeting_time: { theirs: '', yours: '10:00' },
      }),
    ));
  test('cancelled; and a first time: the person chooses', () =>
    given(...before, meetingPlanned(2, '2026-11-24'), meetingCancelled(2, 6))
      .when(planMeeting, { ...nothing, meeting_on: '2026-11-24', meeting_time: '10:00' })
      .seen(6)
      .then(conflict({ meeting_on: { theirs: '', yours: '2026-11-24' } })));
  test('cancelled; and the time taken away: nothing is cancelled twice', () =>
    late(meetingCancelled(2, 6), { meeting_time: '' }).then([]));
  test('another time; and cancelled: the person chooses', () =>
    given(...planned, meetingMoved(2, 6, '2026-11-24', { time: '10:00' }))
      .when(cancelMeeting, { contact: 2 })
      .seen(7)
      .then(conflict({ meeting_time: { theirs: '10:00', yours: '' } })));
  test('another day; and that day with another time: the time changes', () =>
    late(meetingMoved(2, 6, '2026-11-25', { time: '09:30' }), {
      meeting_on: '2026-11-25',
      meeting_time: '10:00',
    }).then([meetingMoved(2, 6, '2026-11-25', { time: '10:00' })]));
  test('planned while the form was empty: the same day is no conflict, another is', () => {
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
  test('Ann’s meeting: that is no matter', () =>
    late(meetingMoved(3, 4, '2026-11-25'), { meeting_on: '2026-11-26' }).then([
      meetingMoved(2, 6, '2026-11-26', { time: '09:30' }),
    ]));
});
