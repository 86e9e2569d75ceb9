import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineEvent } from '../../src/event-store/define-event';
import { createEventTypes, InvalidPayload, UnknownEventVersion } from '../../src/event-store/event-types';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'kith-schemas-'));
  write('cat-adopted', 1, { cat: { type: 'string' } });
  write('cat-adopted', 2, { name: { type: 'string', minLength: 1 }, lives: { type: 'integer' } });
  write('cat-adopted', 3, {
    name: { type: 'string', minLength: 1 },
    lives: { type: 'integer' },
    colour: { type: 'string' },
  });
  write('dog-adopted', 1, { name: { type: 'string' } });
});
afterEach(() => rmSync(directory, { recursive: true }));

const catAdopted = defineEvent<
  { name: string; lives: number; colour: string },
  [{ cat: string }, { name: string; lives: number }]
>()({
  type: 'cat-adopted',
  version: 3,
  sentence: 'Somebody took a cat in.',
  example: { name: 'Tom', lives: 9, colour: 'grey' },
  earlier: [
    { example: { cat: 'Tom' }, upcast: ({ cat }) => ({ name: cat, lives: 9 }) },
    { example: { name: 'Tom', lives: 7 }, upcast: (payload) => ({ ...payload, colour: 'unknown' }) },
  ],
});
const dogAdopted = defineEvent<{ name: string }>()({
  type: 'dog-adopted',
  version: 1,
  sentence: 'Somebody took a dog in.',
  example: { name: 'Rex' },
});
const both = () => createEventTypes([catAdopted, dogAdopted], directory);

test('a payload of any version is upcast to the newest version', () => {
  const { newest, upcast } = both();
  expect(newest('cat-adopted')).toBe(3);
  expect(upcast('cat-adopted', 1, { cat: 'Tom' })).toEqual({ name: 'Tom', lives: 9, colour: 'unknown' });
  expect(upcast('cat-adopted', 2, { name: 'Tom', lives: 7 })).toEqual({
    name: 'Tom',
    lives: 7,
    colour: 'unknown',
  });
  expect(upcast('cat-adopted', 3, catAdopted.example)).toEqual(catAdopted.example);
  expect(upcast('dog-adopted', 1, { name: 'Rex' })).toEqual({ name: 'Rex' });
});

test('upcasting does not change the stored payload', () => {
  const stored = Object.freeze({ cat: 'Tom' });
  both().upcast('cat-adopted', 1, stored);
  expect(stored).toEqual({ cat: 'Tom' });
});

test('a payload that does not conform after upcasting is refused', () => {
  const { upcast } = both();
  expect(() => upcast('cat-adopted', 1, { cat: '' })).toThrow(InvalidPayload);
  expect(() => upcast('cat-adopted', 2, { name: 'Tom', lives: 'many' })).toThrow(InvalidPayload);
  expect(() => upcast('dog-adopted', 1, { name: 'Rex', colour: 'brown' })).toThrow(InvalidPayload);
});

test('a new payload must conform to the newest version', () => {
  const { check } = both();
  expect(() => check('cat-adopted', catAdopted.example)).not.toThrow();
  expect(() => check('cat-adopted', { cat: 'Tom' })).toThrow(InvalidPayload);
});

test('a refusal says where and why, without the value: payloads are personal', () => {
  expect(() =>
    both().check('cat-adopted', { name: 7, lives: 'Bob’s secret', colour: 'grey', x: 'secret' }),
  ).toThrow(
    new InvalidPayload('cat-adopted v3: / fails additionalProperties, /name fails type, /lives fails type'),
  );
});

test('a type or version of a newer release is unknown, not wrong', () => {
  const { upcast, newest } = both();
  expect(() => upcast('cat-adopted', 4, {})).toThrow(UnknownEventVersion);
  expect(() => upcast('cat-renamed', 1, {})).toThrow(UnknownEventVersion);
  expect(() => newest('cat-renamed')).toThrow(UnknownEventVersion);
});

test('every schema is listed with its name and version', () => {
  const listed = both().schemas.map(({ name, version, schema }) => [
    name,
    version,
    (schema as { $id: string }).$id,
  ]);
  expect(listed.toSorted()).toEqual([
    ['cat-adopted', 1, 'cat-adopted/v1'],
    ['cat-adopted', 2, 'cat-adopted/v2'],
    ['cat-adopted', 3, 'cat-adopted/v3'],
    ['dog-adopted', 1, 'dog-adopted/v1'],
  ]);
});

test('a missing schema or upcaster is an error at start', () => {
  const earlier = catAdopted.earlier!.slice(0, 1);
  expect(() => createEventTypes([dogAdopted, { ...catAdopted, earlier }], directory)).toThrow(
    'cat-adopted has no upcaster from version 2',
  );
  expect(() => createEventTypes([{ ...dogAdopted, version: 2 }], directory)).toThrow(
    'schemas/dog-adopted/v2.json is missing',
  );
});

test('a version without an example and an upcaster does not compile', () => {
  const dog = { type: 'dog-adopted', sentence: 'Somebody took a dog in.', example: { name: 'Rex' } } as const;
  // @ts-expect-error version 2 without an earlier version
  defineEvent<{ name: string }>()({ ...dog, version: 2 });
  // @ts-expect-error an earlier version without its example and upcaster
  defineEvent<{ name: string }, [{ dog: string }]>()({ ...dog, version: 2 });
  const example = { dog: 'Rex' };
  const toNothing = [{ example, upcast: () => ({}) }] as [{ example: { dog: string }; upcast: () => object }];
  // @ts-expect-error an upcaster that does not return the next version
  defineEvent<{ name: string }, [{ dog: string }]>()({ ...dog, version: 2, earlier: toNothing });
  const upcast = (payload: { dog: string }) => ({ name: payload.dog });
  const defined = defineEvent<{ name: string }, [{ dog: string }]>()({
    ...dog,
    version: 2,
    earlier: [{ example, upcast }],
  });
  expect(defined.version).toBe(2);
});

function write(type: string, version: number, properties: object): void {
  mkdirSync(path.join(directory, type), { recursive: true });
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `${type}/v${version}`,
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
  writeFileSync(path.join(directory, type, `v${version}.json`), JSON.stringify(schema));
}
