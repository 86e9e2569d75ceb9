import fc from 'fast-check';
import { undo } from '../../src/commands/undo';
import { Refusal } from '../../src/deciding/refusal';
import type { NewKithEvent } from '../../src/events';
import { given, invalid, notFound } from '../support/given';
import {
  accountOpened,
  contactCreated,
  contactDeleted,
  contactDescriptionChanged,
  contactRenamed,
  contactRestored,
  interactionCorrected,
  interactionRecorded,
  interactionRemoved,
  meetingCancelled,
  meetingMoved,
  meetingNotesEmailSent,
  meetingNotesWritten,
  meetingPlanned,
} from '../support/happened';
import { lived, lives } from '../support/random-life';
import { runs } from '../support/runs';
import { Stream } from '../support/stream';

const bob = [accountOpened(), contactCreated('Bob', { description: 'Paints.' }), contactCreated('Bystander')];
const back = (position: number) => ({ contact: 2, position });
const refusedBecause = (reason: string) => invalid({ form: `This can’t be taken back: ${reason}.` });

describe('takes back', () => {
  test.each<[string, NewKithEvent[], NewKithEvent[]]>([
    ['a new name', [contactRenamed(2, 'Rob')], [contactRenamed(2, 'Bob')]],
    ['a description', [contactDescriptionChanged(2, 'Sings.')], [contactDescriptionChanged(2, 'Paints.')]],
    ['a deletion', [contactDeleted(2)], [contactRestored(2)]],
    [
      'what was noted',
      [interactionRecorded(2, '2026-11-13', 'Coffee')],
      [interactionRemoved(2, 4, '2026-11-13')],
    ],
    ['a planned meeting', [meetingPlanned(2, '2026-11-30')], [meetingCancelled(2, 4)]],
    ['first notes', [meetingNotesWritten(2, null, 'Ask')], [meetingNotesWritten(2, 4, '')]],
  ])('%s', (_what, done, undone) => {
    given(...bob, ...done)
      .when(undo, back(4))
      .then(undone);
  });

  test('a correction, to what was noted before', () => {
    given(
      ...bob,
      interactionRecorded(2, '2026-11-13', 'Tea'),
      interactionCorrected(2, 4, '2026-11-13', '2026-11-14', 'Coffee'),
    )
      .when(undo, back(5))
      .then([interactionCorrected(2, 4, '2026-11-14', '2026-11-13', 'Tea')]);
  });

  test('a removal: what was noted is noted again', () => {
    given(...bob, interactionRecorded(2, '2026-11-13', 'Tea'), interactionRemoved(2, 4, '2026-11-13'))
      .when(undo, back(5))
      .then([interactionRecorded(2, '2026-11-13', 'Tea')]);
  });

  test('a move and a cancellation of a meeting', () => {
    const planned = [...bob, meetingPlanned(2, '2026-11-30', { time: '09:30' })];
    given(...planned, meetingMoved(2, 4, '2026-12-01'))
      .when(undo, back(5))
      .then([meetingMoved(2, 4, '2026-11-30', { time: '09:30' })]);
    given(...planned, meetingCancelled(2, 4))
      .when(undo, back(5))
      .then([meetingPlanned(2, '2026-11-30', { meeting: 4, time: '09:30' })]);
  });

  test('a creation, by deleting', () => {
    given(...bob)
      .when(undo, back(2))
      .then([contactDeleted(2)]);
  });

  test('itself', () => {
    given(...bob, contactDescriptionChanged(2, 'Sings.'), contactDescriptionChanged(2, 'Paints.'))
      .when(undo, back(5))
      .then([contactDescriptionChanged(2, 'Sings.')]);
  });

  test('all events of a command, the last one first', () => {
    const stream = new Stream(bob);
    stream.append([contactRenamed(2, 'Rob'), contactDescriptionChanged(2, 'Sings.')]);
    const now = new Date('2026-11-21T09:00:00Z');
    expect(stream.decide(undo, back(4), now)).toEqual([
      contactDescriptionChanged(2, 'Paints.'),
      contactRenamed(2, 'Bob'),
    ]);
    expect(stream.decide(undo, back(5), now)).toMatchObject({ kind: 'not-found' });
  });

  test('what nothing later touched, whatever else happened', () => {
    given(...bob, contactDescriptionChanged(2, 'Sings.'), contactRenamed(2, 'Rob'), contactRenamed(3, 'By'))
      .when(undo, back(4))
      .then([contactDescriptionChanged(2, 'Paints.')]);
  });
});

describe('is refused', () => {
  test.each<[string, NewKithEvent[], string]>([
    [
      'the description was changed since, even to the same',
      [contactDescriptionChanged(2, 'Sings.'), contactDescriptionChanged(2, 'Sings.')],
      'the description was changed since',
    ],
    [
      'the name is taken',
      [contactRenamed(2, 'Rob'), contactCreated('bob')],
      'you have another contact called “bob” by now',
    ],
    [
      'the deleted one’s name is taken',
      [contactDeleted(2), contactCreated('Bob')],
      'you have another contact called “Bob” by now',
    ],
    [
      'the contact is deleted',
      [contactDescriptionChanged(2, 'Sings.'), contactDeleted(2)],
      'they are deleted; bring them back first',
    ],
    [
      'the notes were mailed',
      [meetingPlanned(2, '2026-11-20'), meetingNotesEmailSent(2, 4, '2026-11-20')],
      'the meeting was changed, or its notes were mailed since',
    ],
    [
      'what was noted was corrected',
      [interactionRecorded(2, '2026-11-13'), interactionCorrected(2, 4, '2026-11-13', '2026-11-14')],
      'what you noted there was changed since',
    ],
  ])('where %s', (_what, done, reason) => {
    given(...bob, ...done)
      .when(undo, back(4))
      .then(refusedBecause(reason));
  });

  test('where Kith itself did it, or there is nothing to take back', () => {
    given(...bob, meetingPlanned(2, '2026-11-20'), meetingNotesEmailSent(2, 4, '2026-11-20'))
      .when(undo, back(5))
      .then(refusedBecause('it was not you who did it'));
    for (const position of [1, 3, 99, 'x'])
      given(...bob)
        .when(undo, { contact: 2, position })
        .then(notFound);
  });
});

test('undo restores the row, but for the times, whatever was done', () => {
  let undone = 0;
  const restored = fc.property(lives(30), (life) => {
    const { stream, now } = lived(life);
    const { subject } = stream.events.at(-1)!;
    if (subject === null) return;
    const first = stream.firstOf(stream.events.at(-1)!);
    const before = rowsOf(stream, first - 1);
    const decision = stream.decide(undo, { contact: subject, position: first }, now);
    if (decision instanceof Refusal || first === subject) return;
    stream.append(decision);
    undone++;
    const done = stream.events.slice(first - 1).map(({ type, payload }) => ({ type, payload }));
    expect({ done, rows: rowsOf(stream, stream.head) }).toEqual({ done, rows: before });
  });
  fc.assert(restored, runs(300));
  expect(undone).toBeGreaterThan(20);
});

/** What a person sees of all contacts: without times and the positions that hanging things are named by. */
function rowsOf(stream: Stream, upTo: number) {
  const { contacts, deletedContacts, interactions, meetingNotesEmails } = stream.tables(upTo);
  const plain = (rows: object[]) =>
    rows
      .map((row) => {
        const { last_updated_at, deleted_at, meeting, dated_by, interaction, ...rest } = row as Record<
          string,
          unknown
        >;
        const days = Object.entries(rest.interaction_days ?? {}).toSorted();
        return JSON.stringify(Object.entries({ ...rest, interaction_days: days }).toSorted());
      })
      .toSorted();
  return [contacts!, deletedContacts!, interactions!, meetingNotesEmails!].map((table) =>
    plain(table.finished()),
  );
}
