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

  test('masks every text, date, and time that a person entered', () => {
    expect(wordsIn(masked).filter((word) => wordsIn(payload).includes(word))).toEqual([]);
  });

  test('still conforms and has the same properties when masked, and masking it again changes nothing', () => {
    expect(() => upcast(type, version, masked)).not.toThrow();
    expect(Object.keys(masked)).toEqual(Object.keys(payload));
    expect(mask(type, version, masked, 42)).toEqual(masked);
  });

  test('is masked without changing the original payload', () => {
    expect(payload).toEqual(plantedPayload(schema, 'secret'));
  });
});

test('masked names differ by subject, and have keys that no real name can have', () => {
  const keyOf = (subject: number) =>
    (mask('contact-renamed', 1, { name: 'Bob', name_key: 'bob' }, subject) as { name_key: string }).name_key;
  expect(keyOf(2)).not.toBe(keyOf(3));
  expect(keyOf(2)).toMatch(/\n/);
});
