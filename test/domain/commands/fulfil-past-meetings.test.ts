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

/** Bob, 2, and Ann, 3, are met at 4 and 5; you spoke with Ann on that day, at 6. */
const before = [
  accountOpened(),
  contactCreated('Bob'),
  contactCreated('Ann'),
  meetingPlanned(2, '2026-11-10'),
  meetingPlanned(3, '2026-11-10'),
  interactionRecorded(3, '2026-11-10'),
];
const after = (...events: NewKithEvent[]) => ({
  follows: (...expected: NewKithEvent[]) =>
    given(...before, ...events)
      .when(fulfilPastMeetings, { contact: 2 })
      .then(expected),
});

test('who spoke on the day of the meeting, or later, met', () => {
  after(interactionRecorded(2, '2026-11-10')).follows(meetingFulfilled(2, 4, 7));
  after(interactionRecorded(2, '2026-11-12')).follows(meetingFulfilled(2, 4, 7));
  after(interactionRecorded(2, '2026-11-10'), contactDeleted(2)).follows(meetingFulfilled(2, 4, 7));
});

test('the first interaction is the one', () =>
  after(
    interactionRecorded(2, '2026-11-09'),
    interactionRecorded(2, '2026-11-10'),
    interactionRecorded(2, '2026-11-11'),
  ).follows(meetingFulfilled(2, 4, 8)));

test('who did not speak, or earlier, may not have met', () => {
  after().follows();
  after(interactionRecorded(2, '2026-11-09')).follows();
});

test('what is known already is not said again', () =>
  after(interactionRecorded(2, '2026-11-10'), meetingFulfilled(2, 4, 7)).follows());

test('each meeting took place with an interaction of its own time', () => {
  const second = meetingPlanned(2, '2026-11-17');
  after(interactionRecorded(2, '2026-11-10'), second, interactionRecorded(2, '2026-11-17')).follows(
    meetingFulfilled(2, 4, 7),
    meetingFulfilled(2, 8, 9),
  );
  after(second, interactionRecorded(2, '2026-11-17')).follows(meetingFulfilled(2, 7, 8));
  after(interactionRecorded(2, '2026-11-10'), meetingNotesWritten(2, null, 'Ask.')).follows(
    meetingFulfilled(2, 4, 7),
  );
  after(meetingNotesWritten(2, null, 'Ask.'), interactionRecorded(2, '2026-11-10')).follows();
});

test('a meeting whose day changed since is left alone', () => {
  after(interactionRecorded(2, '2026-11-10'), meetingMoved(2, 4, '2026-11-17')).follows();
  after(interactionRecorded(2, '2026-11-10'), meetingCancelled(2, 4)).follows();
  after(
    interactionRecorded(2, '2026-11-10'),
    meetingMoved(2, 4, '2026-11-17'),
    interactionRecorded(2, '2026-11-18'),
  ).follows(meetingFulfilled(2, 4, 9));
});

test('an interaction that was removed, or was on an earlier day, does not count', () => {
  const recorded = interactionRecorded(2, '2026-11-10');
  after(recorded, interactionRemoved(2, 7, '2026-11-10')).follows();
  after(recorded, interactionCorrected(2, 7, '2026-11-10', '2026-11-09')).follows();
  after(recorded, interactionCorrected(2, 7, '2026-11-10', '2026-11-11')).follows(meetingFulfilled(2, 4, 7));
  after(recorded, recorded, interactionRemoved(2, 7, '2026-11-10')).follows(meetingFulfilled(2, 4, 8));
  const early = interactionRecorded(2, '2026-11-09');
  after(early, interactionCorrected(2, 7, '2026-11-09', '2026-11-10')).follows();
});

test('the next meeting stays the next one where an earlier one took place', () =>
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
