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

  test('is told of in its own tests', () => {
    expect(facts.filter((fact) => !fact.holds())).toEqual([]);
    expect(facts.length).toBeGreaterThan(0);
  });

  test.each(Object.keys(handlers))(
    'does not do without its handler of %s: one of them would fail',
    (type) => {
      const handler = handlers[type];
      delete handlers[type];
      try {
        expect(facts.some((fact) => !fact.holds())).toBe(true);
      } finally {
        handlers[type] = handler;
      }
    },
  );
});

/** Events that no projection handles: where an account is closed, every event before is masked. */
const unheard: string[] = ['account-closed'];

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
