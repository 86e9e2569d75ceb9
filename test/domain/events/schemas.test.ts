import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { events } from '../../../src/domain/events';
import { createEventTypes, InvalidPayload } from '../../../src/event-store/event-types';

type Schema = { properties: Record<string, Schema>; required: string[] } & Record<string, unknown>;

const directory = path.join(__dirname, '../../../schemas');
const eventTypes = createEventTypes(events, directory);
const schemaOf = (type: string, file: string): Schema =>
  JSON.parse(readFileSync(path.join(directory, type, file), 'utf8'));
const files = readdirSync(directory, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(path.join(directory, name)).map((file) => [name, file] as const));

test('every schema belongs to an event, and every version of every event has one', () => {
  const versions = events.flatMap(({ type, version }) =>
    Array.from({ length: version }, (_, index) => `${type} v${index + 1}.json`),
  );
  expect(files.map((file) => file.join(' ')).toSorted()).toEqual(versions.toSorted());
});

test('events are named in the past tense', () => {
  for (const { type } of events) {
    expect(type).toMatch(/^[a-z]+(-[a-z]+)*-(\w+ed|sent|written|uncertain|forgotten|chosen)$/);
  }
});

describe.each(files)('%s/%s', (type, file) => {
  const schema = schemaOf(type, file);

  test('has an id and a description', () => {
    expect(schema.$id).toBe(`${type}/${file.replace('.json', '')}`);
    expect(schema.description).toMatch(/^[A-Z].*\.$/);
  });

  test('describes every property and allows no others', () => expectDescribed(schema));
});

function expectDescribed(schema: Schema): void {
  expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
  for (const [name, property] of Object.entries(schema.properties)) {
    expect({ name, description: property.description }).toEqual({
      name,
      description: expect.stringMatching(/^\S.{10,}\.$/),
    });
    if (property.properties) expectDescribed(property);
    if (property.items) expectDescribed(property.items as Schema);
  }
  expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(schema.required));
}

describe.each(events.map((event) => [event.type, event] as const))(
  '%s',
  (type, { version, sentence, example }) => {
    const schema = schemaOf(type, `v${version}.json`);
    const check = (payload: object) => () => eventTypes.check(type, payload);
    const without = (name: string) =>
      Object.fromEntries(Object.entries(example).filter(([property]) => property !== name));

    test('has a sentence that says what happened', () => expect(sentence).toMatch(/^[A-Z].*\.$/));

    test('has an example that conforms', () => expect(check(example)).not.toThrow());

    test('requires its required properties and allows no others', () => {
      for (const name of Object.keys(example)) {
        if (schema.required.includes(name)) expect(check(without(name))).toThrow(InvalidPayload);
      }
      expect(check({ ...example, email: 'bob@example.org' })).toThrow(InvalidPayload);
    });

    test('rejects properties of the wrong type', () => {
      for (const name of Object.keys(example)) {
        expect(check({ ...example, [name]: { nested: true } })).toThrow(InvalidPayload);
      }
    });
  },
);

const created = {
  name: 'Bob',
  name_key: 'bob',
  description: '',
  contact_methods: [] as object[],
  example: false,
};
const tagged = { tag: 'Friends', tag_key: 'friends' };
const chosen = { every_days: 30, chosen_on: '2026-11-20' };
const method = { kind: 'handle', label: '', value: '@bob' };
const planned = { meeting: null, meeting_on: '2026-11-24', meeting_time: null, time_zone: 'UTC' };
const settings = { time_zone: 'UTC', locale: 'en', morning_hour: 7, morning_email: true };
const corrected = {
  interaction: 3,
  interacted_on_before: '2026-11-01',
  interacted_on: '2026-11-02',
  description: '',
};

test.each([
  ['contact-created', created, { name: '' }],
  ['contact-created', created, { name: 'x'.repeat(201) }],
  ['contact-created', created, { description: 'x'.repeat(2_001) }],
  ['contact-created', created, { example: 'yes' }],
  ['contact-created', created, { contact_methods: null }],
  ['contact-created', created, { contact_method: '' }],
  ['contact-created', created, { contact_methods: [{ ...method, kind: 'pigeon' }] }],
  ['contact-created', created, { contact_methods: [{ ...method, value: '' }] }],
  ['contact-created', created, { contact_methods: [{ ...method, label: 'x'.repeat(51) }] }],
  ['contact-created', created, { contact_methods: [{ ...method, preferred: true }] }],
  [
    'contact-method-changed',
    { contact_methods: Array(20).fill(method) },
    { contact_methods: Array(21).fill(method) },
  ],
  ['tag-added', tagged, { tag: '' }],
  ['tag-added', tagged, { tag: 'x'.repeat(41) }],
  ['tag-removed', tagged, { tag_key: '' }],
  ['stay-in-touch-chosen', chosen, { every_days: 0 }],
  ['stay-in-touch-chosen', chosen, { every_days: 3_651 }],
  ['stay-in-touch-chosen', chosen, { every_days: 1.5 }],
  ['stay-in-touch-chosen', chosen, { chosen_on: '2026-11-31' }],
  [
    'stay-in-touch-reminded',
    { due_on: '2026-11-20', outcome: 'sent', message_id: '<1@kith.example>' },
    { outcome: 'missed' },
  ],
  ['meeting-planned', planned, { meeting_on: '2026-02-30' }],
  ['meeting-planned', planned, { meeting_on: '24.11.2026' }],
  ['meeting-planned', planned, { meeting_time: '24:00' }],
  ['meeting-planned', planned, { meeting: 0 }],
  ['meeting-planned', planned, { meeting: 1.5 }],
  ['meeting-notes-written', { meeting: null, notes: '' }, { notes: 'x'.repeat(102_401) }],
  ['account-opened', settings, { morning_hour: 24 }],
  ['account-opened', settings, { morning_email: 'on' }],
  ['interaction-corrected', corrected, { interaction: '3' }],
  ['interaction-corrected', corrected, { interacted_on: '2026-11-31' }],
  [
    'meeting-notes-email-missed',
    { meeting: 3, meeting_on: '2026-11-24', reason: 'refused' },
    { reason: 'lazy' },
  ],
])('%s rejects invalid values (%#)', (type, right, wrong) => {
  expect(() => eventTypes.check(type, right)).not.toThrow();
  expect(() => eventTypes.check(type, { ...right, ...wrong })).toThrow(InvalidPayload);
});

test('account-settings-changed needs at least one setting', () => {
  expect(() => eventTypes.check('account-settings-changed', {})).toThrow(InvalidPayload);
});
