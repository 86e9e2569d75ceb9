import fc from 'fast-check';
import { fillWithExamples } from '../../../src/domain/commands/fill-with-examples';
import { undo } from '../../../src/domain/commands/undo';
import type { NewKithEvent } from '../../../src/domain/events';
import { Refusal } from '../../../src/engine/deciding/refusal';
import { given, invalid, notFound } from '../../support/given';
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
  meetingFulfilled,
  meetingMoved,
  meetingNotesEmailSent,
  meetingNotesWritten,
  meetingPlanned,
  stayInTouchChosen,
  stayInTouchEnded,
  stayInTouchReminded,
  tagAdded,
  tagRemoved,
} from '../../support/happened';
import { lived, lives } from '../../support/random-life';
import { runs } from '../../support/runs';
import { Stream } from '../../support/stream';

const bob = [accountOpened(), contactCreated('Bob', { description: 'Paints.' }), contactCreated('Bystander')];
const back = (position: number) => ({ contact: 2, position });
const refusedBecause = (reason: string) => invalid({ form: `This can’t be undone: ${reason}.` });

describe('undo reverts', () => {
  test.each<[string, NewKithEvent[], NewKithEvent[]]>([
    ['a new name', [contactRenamed(2, 'Rob')], [contactRenamed(2, 'Bob')]],
    ['a description', [contactDescriptionChanged(2, 'Sings.')], [contactDescriptionChanged(2, 'Paints.')]],
    ['a deletion', [contactDeleted(2)], [contactRestored(2)]],
    [
      'an interaction',
      [interactionRecorded(2, '2026-11-13', 'Coffee')],
      [interactionRemoved(2, 4, '2026-11-13')],
    ],
    ['a tag', [tagAdded(2, 'Music')], [tagRemoved(2, 'Music')]],
    ['a choice of how often to be in touch', [stayInTouchChosen(2, 30, '2026-11-20')], [stayInTouchEnded(2)]],
    ['a planned meeting', [meetingPlanned(2, '2026-11-30')], [meetingCancelled(2, 4)]],
    ['the first notes', [meetingNotesWritten(2, null, 'Ask')], [meetingNotesWritten(2, 4, '')]],
  ])('%s', (_what, done, undone) => {
    given(...bob, ...done)
      .when(undo, back(4))
      .then(undone);
  });

  test('a correction of an interaction', () => {
    given(
      ...bob,
      interactionRecorded(2, '2026-11-13', 'Tea'),
      interactionCorrected(2, 4, '2026-11-13', '2026-11-14', 'Coffee'),
    )
      .when(undo, back(5))
      .then([interactionCorrected(2, 4, '2026-11-14', '2026-11-13', 'Tea')]);
  });

  test('a removal of an interaction, by recording it again', () => {
    given(...bob, interactionRecorded(2, '2026-11-13', 'Tea'), interactionRemoved(2, 4, '2026-11-13'))
      .when(undo, back(5))
      .then([interactionRecorded(2, '2026-11-13', 'Tea')]);
  });

  test('moving and canceling a meeting', () => {
    const planned = [...bob, meetingPlanned(2, '2026-11-30', { time: '09:30' })];
    given(...planned, meetingMoved(2, 4, '2026-12-01'))
      .when(undo, back(5))
      .then([meetingMoved(2, 4, '2026-11-30', { time: '09:30' })]);
    given(...planned, meetingCancelled(2, 4))
      .when(undo, back(5))
      .then([meetingPlanned(2, '2026-11-30', { meeting: 4, time: '09:30' })]);
  });

  test('removing a tag, with its spelling, and changing how often to be in touch, with its date', () => {
    given(...bob, tagAdded(2, 'Music'), tagRemoved(2, 'Music'))
      .when(undo, back(5))
      .then([tagAdded(2, 'Music')]);
    const chosen = [...bob, stayInTouchChosen(2, 30, '2026-10-01')];
    for (const changed of [stayInTouchChosen(2, 7, '2026-11-20'), stayInTouchEnded(2)])
      given(...chosen, changed)
        .when(undo, back(5))
        .then([stayInTouchChosen(2, 30, '2026-10-01')]);
  });

  test('a command on several contacts for one of them only', () => {
    const stream = new Stream(bob);
    stream.append([contactDeleted(2), contactDeleted(3)]);
    const now = new Date('2026-11-21T09:00:00Z');
    expect(stream.decide(undo, { contact: 3, position: 4 }, now)).toEqual([contactRestored(3)]);
    expect(stream.decide(undo, { contact: 3, position: 5 }, now)).toMatchObject({ kind: 'not-found' });
  });

  test('a creation, by deleting the contact', () => {
    given(...bob)
      .when(undo, back(2))
      .then([contactDeleted(2)]);
  });

  test('an undo', () => {
    given(...bob, contactDescriptionChanged(2, 'Sings.'), contactDescriptionChanged(2, 'Paints.'))
      .when(undo, back(5))
      .then([contactDescriptionChanged(2, 'Sings.')]);
  });

  test('an undo of an interaction that fulfilled a meeting', () => {
    const stream = new Stream([...bob, meetingPlanned(2, '2026-11-20')]);
    const now = new Date('2026-11-21T09:00:00Z');
    stream.append([interactionRecorded(2, '2026-11-20', 'Tea'), meetingFulfilled(2, 4, 5)]);
    const undone = [meetingMoved(2, 4, '2026-11-20'), interactionRemoved(2, 5, '2026-11-20')];
    expect(stream.decide(undo, back(5), now)).toEqual(undone);
    stream.append(undone);
    const again = [interactionRecorded(2, '2026-11-20', 'Tea'), meetingFulfilled(2, 4, 9)];
    expect(stream.decide(undo, back(7), now)).toEqual(again);
    stream.append(again);
    expect(stream.decide(undo, back(9), now)).toEqual([
      meetingMoved(2, 4, '2026-11-20'),
      interactionRemoved(2, 9, '2026-11-20'),
    ]);
  });

  test('all events of a command, last to first', () => {
    const stream = new Stream(bob);
    stream.append([contactRenamed(2, 'Rob'), contactDescriptionChanged(2, 'Sings.')]);
    const now = new Date('2026-11-21T09:00:00Z');
    expect(stream.decide(undo, back(4), now)).toEqual([
      contactDescriptionChanged(2, 'Paints.'),
      contactRenamed(2, 'Bob'),
    ]);
    expect(stream.decide(undo, back(5), now)).toMatchObject({ kind: 'not-found' });
  });

  test('a change that later events did not affect', () => {
    given(...bob, contactDescriptionChanged(2, 'Sings.'), contactRenamed(2, 'Rob'), contactRenamed(3, 'By'))
      .when(undo, back(4))
      .then([contactDescriptionChanged(2, 'Paints.')]);
  });
});

describe('undo is refused', () => {
  test.each<[string, NewKithEvent[], string]>([
    [
      'the description was changed since then, even to the same text',
      [contactDescriptionChanged(2, 'Sings.'), contactDescriptionChanged(2, 'Sings.')],
      '“About” has changed since then',
    ],
    [
      'the name is taken',
      [contactRenamed(2, 'Rob'), contactCreated('bob')],
      'you have another contact named “bob”',
    ],
    [
      'the name of the deleted contact is taken',
      [contactDeleted(2), contactCreated('Bob')],
      'you have another contact named “Bob”',
    ],
    [
      'the contact is deleted',
      [contactDescriptionChanged(2, 'Sings.'), contactDeleted(2)],
      'the contact is deleted. Restore it first',
    ],
    [
      'the notes were emailed',
      [meetingPlanned(2, '2026-11-20'), meetingNotesEmailSent(2, 4, '2026-11-20')],
      'the meeting has changed, or its notes were emailed since then',
    ],
    [
      'the tag was removed since then',
      [tagAdded(2, 'Music'), tagRemoved(2, 'Music')],
      'that tag has been added or removed since then',
    ],
    [
      'the interval was changed since then',
      [stayInTouchChosen(2, 30, '2026-11-20'), stayInTouchEnded(2)],
      'how often you want to be in touch has changed since then',
    ],
    [
      'the interaction was corrected',
      [interactionRecorded(2, '2026-11-13'), interactionCorrected(2, 4, '2026-11-13', '2026-11-14')],
      'that conversation has been edited or deleted since then',
    ],
  ])('if %s', (_what, done, reason) => {
    given(...bob, ...done)
      .when(undo, back(4))
      .then(refusedBecause(reason));
  });

  test('if Kith itself made the change, or there is nothing to undo', () => {
    given(...bob, meetingPlanned(2, '2026-11-20'), meetingNotesEmailSent(2, 4, '2026-11-20'))
      .when(undo, back(5))
      .then(refusedBecause('you didn’t make this change'));
    given(...bob, stayInTouchReminded(2, '2026-11-20'))
      .when(undo, back(4))
      .then(refusedBecause('you didn’t make this change'));
    const stream = new Stream([...bob, meetingPlanned(2, '2026-11-13')]);
    stream.append([interactionRecorded(2, '2026-11-13')]);
    stream.append([meetingFulfilled(2, 4, 5)], { system: true });
    expect(stream.decide(undo, back(6), new Date('2026-11-20T09:00:00Z'))).toMatchObject({
      faults: { form: 'This can’t be undone: you didn’t make this change.' },
    });
    for (const position of [1, 3, 99, 'x'])
      given(...bob)
        .when(undo, { contact: 2, position })
        .then(notFound);
  });
});

test('undo restores the rows except for times, for any stream', () => {
  let undone = 0;
  const restored = fc.property(lives(30), (life) => {
    const { stream, now } = lived(life);
    const { subject } = stream.events.at(-1)!;
    if (subject === null) return;
    const first = stream.firstOf(stream.events.at(-1)!);
    const isUndone = (contact: unknown) => contact === subject;
    const isOther = (contact: unknown) => contact !== subject;
    const before = [...rowsOf(stream, first - 1, isUndone), ...rowsOf(stream, stream.head, isOther)];
    const decision = stream.decide(undo, { contact: subject, position: first }, now);
    if (decision instanceof Refusal || first <= subject) return;
    stream.append(decision);
    undone++;
    const done = stream.events.slice(first - 1).map(({ type, payload }) => ({ type, payload }));
    const after = [isUndone, isOther].flatMap((which) => rowsOf(stream, stream.head, which));
    expect({ done, rows: after }).toEqual({ done, rows: before });
  });
  fc.assert(restored, runs(300));
  expect(undone).toBeGreaterThan(20);
});

/** Returns the rows of these contacts as JSON, without times and without the positions of meetings and interactions. */
function rowsOf(stream: Stream, upTo: number, isMeant: (contact: unknown) => boolean) {
  const { contacts, deletedContacts, contactTags, interactions, meetingNotesEmails } = stream.tables(upTo);
  const plain = (rows: { contact?: unknown }[]) =>
    rows
      .filter(({ contact }) => isMeant(contact))
      .map((row) => {
        const { last_updated_at, deleted_at, meeting, dated_by, interaction, ...rest } = row as Record<
          string,
          unknown
        >;
        const days = Object.entries(rest.interaction_days ?? {}).toSorted();
        return JSON.stringify(Object.entries({ ...rest, interaction_days: days }).toSorted());
      })
      .toSorted();
  return [contacts!, deletedContacts!, contactTags!, interactions!, meetingNotesEmails!].map((table) =>
    plain(table.finished()),
  );
}

test('undoing the creation of a sample person deletes it with everything the command added', () => {
  const stream = new Stream([accountOpened(), contactCreated('Bob')]);
  stream.append(stream.decide(fillWithExamples, {}, new Date('2026-11-21T09:00:00Z')) as NewKithEvent[]);
  const amara = 3;
  expect(stream.decide(undo, { contact: amara, position: 3 }, new Date())).toEqual([contactDeleted(amara)]);
});
