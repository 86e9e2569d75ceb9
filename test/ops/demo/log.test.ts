import { daysBetween } from '../../../src/base/time';
import type { Events } from '../../../src/domain/events';
import { demoLog } from '../../../src/ops/demo/log';
import type { Line } from '../../../src/privacy/log-format';
import { eventTypes } from '../../support/stream';

const email = 'demo@kith.example';
const zone = 'Europe/Berlin';
const today = '2026-11-21';

const logOf = (day = today) => demoLog({ email, today: day, zone });
const lines = logOf().slice(1) as Line[];

function payloads<T extends keyof Events>(...types: T[]): Events[T][] {
  return lines.filter(({ type }) => types.includes(type as T)).map(({ payload }) => payload as Events[T]);
}

test('the log is always the same for the same day, and has the same people on any day', () => {
  expect(logOf()).toEqual(logOf());
  const namesOn = (day: string) =>
    (logOf(day).slice(1) as Line[])
      .filter(({ type }) => type === 'contact-created')
      .map(({ payload }) => (payload as { name: string }).name)
      .toSorted();
  expect(namesOn('2027-06-30')).toEqual(namesOn(today));
});

test('every event conforms to its schema, and happened before today', () => {
  for (const { type, payload } of lines) eventTypes.check(type as keyof Events, payload as object);
  const ends = lines.at(-1)!.created_at;
  expect(ends < '2026-11-20T23:00:00.000Z' && ends > '2026-11-20T12:00:00.000Z').toBe(true);
  for (const { interacted_on } of payloads('interaction-recorded')) expect(interacted_on < today).toBe(true);
});

test('there are about three hundred people in more than a dozen scripts, with conversations in every month', () => {
  const people = payloads('contact-created');
  expect(people.length).toBeGreaterThan(280);
  const scripts =
    'Latin Greek Cyrillic Arabic Hebrew Devanagari Bengali Tamil Thai Georgian Armenian Ethiopic';
  for (const script of [...scripts.split(' '), 'Hiragana', 'Han', 'Hangul'])
    expect([script, people.some(({ name }) => new RegExp(`\\p{Script=${script}}`, 'u').test(name))]).toEqual([
      script,
      true,
    ]);
  const days = payloads('interaction-recorded').map(({ interacted_on }) => daysBetween(interacted_on, today));
  for (let month = 0; month < 12; month++)
    expect(days.filter((ago) => Math.floor(ago / 31) === month).length).toBeGreaterThan(50);
});

test('all addresses and phone numbers are reserved for examples and fiction', () => {
  const methods = payloads('contact-created', 'contact-method-changed').flatMap((one) => one.contact_methods);
  const fiction =
    /^(\+49 171 39200 \d\d|\+49 30 23125 \d{3}|\+44 7700 900 ?\d{3}|\+1 612-555-01\d\d|\+33 6 39 98( \d\d){2}|\+46 70 174 06 \d\d|\+61 2 5550 \d{4})$/;
  for (const { kind, value } of methods) {
    if (kind === 'phone') expect(value).toMatch(fiction);
    else if (kind === 'handle') expect(value).toMatch(/^@/);
    else expect(value).toMatch(/^(https:\/\/|[a-z.-]+@)([a-z.-]+\.)?example\.(org|com|net)(\/|$)/);
  }
});

test('there are past and upcoming meetings, all kinds of changes, and few repeated descriptions', () => {
  const days = payloads('meeting-planned', 'meeting-moved').map(({ meeting_on }) => meeting_on);
  expect(days.filter((day) => day < today).length).toBeGreaterThan(100);
  expect(days.filter((day) => day >= today).length).toBeGreaterThan(20);
  for (const type of Object.keys(expected))
    expect([type, lines.some((line) => line.type === type)]).toEqual([type, true]);
  const words = payloads('interaction-recorded').map(({ description }) => description);
  expect(new Set(words).size).toBeGreaterThan(words.length / 2);
  expect(words.join()).not.toMatch(/undefined|\s{2}|\bnull\b/);
});

/** Event types that must occur in a year of history. Forgetting a contact is left out, because it leaves masked events. */
const expected: Partial<Record<keyof Events, true>> = {
  'account-settings-changed': true,
  'contact-renamed': true,
  'contact-description-changed': true,
  'contact-method-changed': true,
  'contact-deleted': true,
  'contact-restored': true,
  'tag-removed': true,
  'stay-in-touch-chosen': true,
  'interaction-corrected': true,
  'interaction-removed': true,
  'meeting-cancelled': true,
  'meeting-fulfilled': true,
  'meeting-notes-email-sent': true,
  'meeting-notes-email-missed': true,
  'meeting-notes-email-uncertain': true,
};
