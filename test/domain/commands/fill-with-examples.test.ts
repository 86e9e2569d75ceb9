import { fillWithExamples } from '../../../src/domain/commands/fill-with-examples';
import type { NewKithEvent } from '../../../src/domain/events';
import { examplePeople } from '../../../src/domain/examples/people';
import { given } from '../../support/given';
import { accountOpened, contactCreated } from '../../support/happened';
import { Stream } from '../../support/stream';

const now = new Date('2026-11-21T09:00:00Z');
const ann = [accountOpened(), contactCreated('Ann')];

/** Fills a stream with the sample people and returns it with its tables. */
function filled(...before: NewKithEvent[]) {
  const stream = new Stream(before);
  stream.append(stream.decide(fillWithExamples, {}, now) as NewKithEvent[]);
  return { stream, tables: stream.tables() };
}

test('a dozen sample people are added and marked as examples, and existing contacts stay unchanged', () => {
  const { tables } = filled(...ann);
  const rows = tables.contacts!.finished();
  expect(rows.filter(({ example }) => example).map(({ name }) => name)).toEqual(
    examplePeople.map(({ name }) => name),
  );
  expect(rows.filter(({ example }) => !example)).toMatchObject([{ name: 'Ann', interaction_days: {} }]);
});

test('a sample person has tags, interactions, a past meeting, and a next meeting', () => {
  const { tables } = filled(...ann);
  const chiara = tables.contacts!.finished().find(({ name }) => name === 'Chiara De Luca')!;
  expect(chiara).toMatchObject({
    last_interacted_on: '2026-10-30',
    next_meeting_on: '2026-11-22',
    next_meeting_time: '18:00',
    tags: [{ tag: 'Choir', key: 'choir' }],
  });
  const meetings = tables.meetings!.finished().filter(({ contact }) => contact === chiara.contact);
  expect(meetings.map(({ meeting_on, interaction }) => [meeting_on, interaction !== null])).toEqual([
    ['2026-10-30', true],
    ['2026-11-22', false],
  ]);
  const [past] = meetings;
  expect(tables.interactions!.finished()).toContainEqual(
    expect.objectContaining({ interaction: past!.interaction, contact: chiara.contact }),
  );
});

test('some sample people are due, none has a meeting today, and no email about past meetings is pending', () => {
  const { tables } = filled(...ann);
  const rows = tables.contacts!.finished();
  const due = rows.filter(({ stay_in_touch_on: on }) => on && on <= '2026-11-21');
  expect(due.map(({ name }) => name)).toEqual(expect.arrayContaining(['Grandma Ilse', 'Jonas Weber']));
  expect(due.length).toBeLessThan(rows.filter(({ stay_in_touch_on: on }) => on).length);
  const emails = tables.meetingNotesEmails!.finished();
  expect(emails.every(({ meeting_on }) => meeting_on > '2026-11-21')).toBe(true);
});

test('people whose names are taken are skipped, and filling again adds none', () => {
  const { stream, tables } = filled(accountOpened(), contactCreated('otto', { description: 'the real one' }));
  expect(tables.contacts!.finished()).toHaveLength(examplePeople.length);
  expect(stream.decide(fillWithExamples, {}, now)).toEqual([]);
});

test('the events conform to their schemas, and only missing people are added', () => {
  const others = examplePeople.filter(({ name }) => name !== 'Otto').map(({ name }) => contactCreated(name));
  const otto = expect.objectContaining({ type: 'contact-created', subject: 'itself' });
  const about = (type: string) => expect.objectContaining({ type, subject: others.length + 2 });
  given(accountOpened(), ...others)
    .when(fillWithExamples, {})
    .then([otto, about('tag-added'), about('interaction-recorded')]);
});
