import path from 'node:path';
import { events } from '../../../src/domain/events';
import { projections } from '../../../src/domain/projections';
import type { Projection } from '../../../src/engine/projecting/define-projection';
import { factsOf } from '../../support/facts-of';
import * as happened from '../../support/happened';
import { Stream } from '../../support/stream';

// biome-ignore lint/suspicious/noExplicitAny: projections of all tables
type AnyProjection = Projection<any>;
const camelCase = (type: string) => type.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const handled = projections.flatMap(({ name, handlers }) =>
  Object.keys(handlers).map((type) => [name, type] as const),
);

describe.each(projections)('$name', ({ name, handlers }: AnyProjection) => {
  const facts = factsOf(path.join(__dirname, `${name.replaceAll('_', '-')}.test.ts`));

  test('has its own tests, and they pass', () => {
    expect(facts.filter((fact) => !fact.holds())).toEqual([]);
    expect(facts.length).toBeGreaterThan(0);
  });

  test.each(Object.keys(handlers))('has a test that fails without its handler for %s', (type) => {
    const handler = handlers[type];
    delete handlers[type];
    try {
      expect(facts.some((fact) => !fact.holds())).toBe(true);
    } finally {
      handlers[type] = handler;
    }
  });
});

/** Events that no projection handles. When an account is closed, masking all of its events removes its rows. */
const unhandled: string[] = ['account-closed'];

test('every event matters to at least one projection or is listed as unhandled', () => {
  const seen = new Set(handled.map(([, type]) => type));
  const others = events.map(({ type }) => type).filter((type) => !seen.has(type));
  expect(others).toEqual(unhandled);
});

test('every event has a function that builds it for tests', () => {
  for (const { type } of events) expect(Object.keys(happened)).toContain(camelCase(type));
});

test('handlers ignore events about unknown subjects', () => {
  const stream = new Stream([happened.accountOpened(), happened.contactCreated('Ann')]);
  const before = Object.values(stream.tables()).map((table) => table.finished());
  const aboutUnknown = events.filter(({ type }) =>
    /^contact-(?!created)|-corrected$|-removed$|^meeting-notes-email-/.test(type),
  );
  stream.append(aboutUnknown.map(({ type, example }) => ({ type, subject: 99, payload: example }) as never));
  expect(Object.values(stream.tables()).map((table) => table.finished())).toEqual(before);
});
