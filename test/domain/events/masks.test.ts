import path from 'node:path';
import { events } from '../../../src/domain/events';
import { createEventTypes } from '../../../src/event-store/event-types';
import { plantedPayload, type Schema, wordsIn } from '../../support/planted';

const { schemas, mask, upcast } = createEventTypes(events, path.join(__dirname, '../../../schemas'));
const versions = schemas.map(({ name, version, schema }) => ({
  type: name,
  version,
  schema: schema as Schema,
}));

describe.each(versions)('$type, version $version', ({ type, version, schema }) => {
  const payload = plantedPayload(schema, 'secret');
  const masked = mask(type, version, payload, 42) as object;

  test('keeps no text, day or time that anybody wrote: each such property has its mask beside the event', () => {
    expect(wordsIn(masked).filter((word) => wordsIn(payload).includes(word))).toEqual([]);
  });

  test('conforms once masked, keeps its properties, and is the same masked again', () => {
    expect(() => upcast(type, version, masked)).not.toThrow();
    expect(Object.keys(masked)).toEqual(Object.keys(payload));
    expect(mask(type, version, masked, 42)).toEqual(masked);
  });

  test('leaves the payload it is given as it was', () => {
    expect(payload).toEqual(plantedPayload(schema, 'secret'));
  });
});

test('masked names are nobody’s: they differ by subject, and no person’s name is compared by such a key', () => {
  const keyOf = (subject: number) =>
    (mask('contact-renamed', 1, { name: 'Bob', name_key: 'bob' }, subject) as { name_key: string }).name_key;
  expect(keyOf(2)).not.toBe(keyOf(3));
  expect(keyOf(2)).toMatch(/\n/);
});
