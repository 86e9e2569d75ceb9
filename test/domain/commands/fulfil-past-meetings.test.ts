import { fulfilPastMeetings } from '../../../src/domain/commands/fulfil-past-meetings';
import type { NewKithEvent } from '../../../src/domain/events';
import { given } from '../../support/given';
import {
  accountOpened,
  contactCreated,
  contactDeleted,
  interactionCorrected,
  interactionRecorded,
  interactionRemoved,
  meetingCancelled,
  meetingFulfilled,
  meetingMoved,
  meetingNotesWritten,
  meetingPlanned,
} from '../../support/happened';

/** Bob (2) and Ann (3) have the meetings 4 and 5 on the same date, and there is an interaction with Ann on that date. */
const before = [
  accountOpened(),
  contactCreated('Bob'),
  contactCreated('Ann'),
  meetingPlanned(2, '2026-11-10'),
  meetingPlanned(3, '2026-11-10'),
  interactionRecorded(3, '2026-11-10'),
];
const after = (...events: NewKithEvent[]) => ({
  yields: (...expected: NewKithEvent[]) =>
    given(...before, ...events)
      .when(fulfilPastMeetings, { contact: 2 })
      .then(expected),
});

test('an interaction on the date of the meeting or later fulfills it', () => {
  after(interactionRecorded(2, '2026-11-10')).yields(meetingFulfilled(2, 4, 7));
  after(interactionRecorded(2, '2026-11-12')).yields(meetingFulfilled(2, 4, 7));
  after(interactionRecorded(2, '2026-11-10'), contactDeleted(2)).yields(meetingFulfilled(2, 4, 7));
});

test('the first such interaction fulfills it', () =>
  after(
    interactionRecorded(2, '2026-11-09'),
    interactionRecorded(2, '2026-11-10'),
    interactionRecorded(2, '2026-11-11'),
  ).yields(meetingFulfilled(2, 4, 8)));

test('without an interaction on that date or later, it is not fulfilled', () => {
  after().yields();
  after(interactionRecorded(2, '2026-11-09')).yields();
});

test('a meeting that is already fulfilled yields nothing', () =>
  after(interactionRecorded(2, '2026-11-10'), meetingFulfilled(2, 4, 7)).yields());

test('a meeting is fulfilled only by an interaction recorded while it was the next one', () => {
  const second = meetingPlanned(2, '2026-11-17');
  after(interactionRecorded(2, '2026-11-10'), second, interactionRecorded(2, '2026-11-17')).yields(
    meetingFulfilled(2, 4, 7),
    meetingFulfilled(2, 8, 9),
  );
  after(second, interactionRecorded(2, '2026-11-17')).yields(meetingFulfilled(2, 7, 8));
  after(interactionRecorded(2, '2026-11-10'), meetingNotesWritten(2, null, 'Ask.')).yields(
    meetingFulfilled(2, 4, 7),
  );
  after(meetingNotesWritten(2, null, 'Ask.'), interactionRecorded(2, '2026-11-10')).yields();
});

test('a meeting that was moved or canceled afterward is skipped', () => {
  after(interactionRecorded(2, '2026-11-10'), meetingMoved(2, 4, '2026-11-17')).yields();
  after(interactionRecorded(2, '2026-11-10'), meetingCancelled(2, 4)).yields();
  after(
    interactionRecorded(2, '2026-11-10'),
    meetingMoved(2, 4, '2026-11-17'),
    interactionRecorded(2, '2026-11-18'),
  ).yields(meetingFulfilled(2, 4, 9));
});

test('an interaction that was removed, or whose date is before the meeting, does not count', () => {
  const recorded = interactionRecorded(2, '2026-11-10');
  after(recorded, interactionRemoved(2, 7, '2026-11-10')).yields();
  after(recorded, interactionCorrected(2, 7, '2026-11-10', '2026-11-09')).yields();
  after(recorded, interactionCorrected(2, 7, '2026-11-10', '2026-11-11')).yields(meetingFulfilled(2, 4, 7));
  after(recorded, recorded, interactionRemoved(2, 7, '2026-11-10')).yields(meetingFulfilled(2, 4, 8));
  const early = interactionRecorded(2, '2026-11-09');
  after(early, interactionCorrected(2, 7, '2026-11-09', '2026-11-10')).yields();
});

test('fulfilling an earlier meeting does not change the next one', () =>
  given(
    ...before,
    interactionRecorded(2, '2026-11-10'),
    meetingPlanned(2, '2026-12-24'),
    meetingFulfilled(2, 4, 7),
  ).then({
    contacts: [
      { contact: 2, meeting: 8, next_meeting_on: '2026-12-24' },
      { contact: 3, meeting: 5 },
    ],
    meetings: [
      { meeting: 4, interaction: 7 },
      { meeting: 8, interaction: null },
      { meeting: 5, interaction: null },
    ],
    meetingNotesEmails: [{ contact: 2, meeting_on: '2026-12-24' }, { contact: 3 }],
  }));
