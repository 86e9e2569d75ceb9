import { readFileSync } from 'node:fs';
import path from 'node:path';
import { events } from '../../src/events';
import { projections } from '../../src/projections';
import * as happened from '../support/happened';
import { Stream } from '../support/stream';

const camelCase = (type: string) => type.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const handled = projections.flatMap(({ name, handlers }) =>
  Object.keys(handlers).map((type) => [name, type] as const),
);

test.each(handled)('%s handles %s, and a test says so', (name, type) => {
  const text = readFileSync(path.join(__dirname, `${name.replaceAll('_', '-')}.test.ts`), 'utf8');
  const mentions = text.match(new RegExp(`\\b${camelCase(type)}\\b`, 'g')) ?? [];
  expect(mentions.length).toBeGreaterThan(1); // once to import it, once to use it
});

/** Events that no projection handles yet. */
const unheard: string[] = [];

test('every event matters to some projection, or is known to matter to none yet', () => {
  const heard = new Set(handled.map(([, type]) => type));
  const others = events.map(({ type }) => type).filter((type) => !heard.has(type));
  expect(others).toEqual(unheard);
});

test('every event can be told in tests', () => {
  for (const { type } of events) expect(Object.keys(happened)).toContain(camelCase(type));
});

test('no handler minds an event about a subject that it has never heard of', () => {
  const stream = new Stream([happened.accountOpened(), happened.contactCreated('Ann')]);
  const before = Object.values(stream.tables()).map((table) => table.finished());
  const aboutNobody = events.filter(({ type }) =>
    /^contact-(?!created)|-corrected$|-removed$|^meeting-notes-email-/.test(type),
  );
  stream.append(aboutNobody.map(({ type, example }) => ({ type, subject: 99, payload: example }) as never));
  expect(Object.values(stream.tables()).map((table) => table.finished())).toEqual(before);
});
