import { addDays } from '../../../src/base/time';
import { startApp, type TestApp } from '../../support/app';
import type { Page, Visitor } from '../../support/visitor';

const today = '2026-11-21';
let now = new Date(`${today}T09:00:00Z`);
let app: TestApp;
let visitor: Visitor;
let contact: Page;

beforeAll(async () => {
  app = await startApp({ worker: true, clock: () => now });
  ({ visitor } = await app.signedIn({ timeZone: 'Europe/Berlin' }));
});
afterAll(() => app.stop());
beforeEach(async () => {
  now = new Date(`${today}T09:00:00Z`);
  const bystander = await add(`Bystander ${Math.random()}`);
  await note(bystander, today, 'Of somebody else');
  contact = await add(`Ada ${Math.random()}`);
});
afterEach(async () => expect((await visitor.get(contact.path)).text).not.toContain('Of somebody else'));

const add = async (name: string, more = {}) =>
  visitor.submit(await visitor.get('/contacts/new'), '/contacts', { name, ...more });
const note = (page: Page, interacted_on: string, description: string) =>
  visitor.submit(page, /interactions$/, { interacted_on, description, token: `${Math.random()}` });
const plan = async (page: Page, fields: Record<string, string>) =>
  visitor.submit(await visitor.get(`${page.path}/meeting/edit`), /meeting$/, fields);
const stems = ({ html }: Page) => html.match(/class="stem"/g)?.length ?? 0;

test('the past year is drawn week by week, and described for screen readers', async () => {
  expect(stems(contact)).toBe(0);
  // An empty chart for a new contact would feel like a reproach.
  expect(contact.text).not.toContain('past year');
  for (const ago of [0, 1, 30, 500]) await note(contact, addDays(today, -ago), `${ago} days ago`);
  const page = await visitor.get(contact.path);
  expect(stems(page)).toBe(2);
  expect(page.html).toMatch(/<svg[^>]* role="img" aria-labelledby="year-title year-desc">/);
  expect(page.html).toMatch(/<desc id="year-desc">3 times in the past year, [^<]*November 2026: 2<\/desc>/);
});

test('the chart as of a past day ends with that day', async () => {
  // The database's clock decides when an event happened, so the past day must not be before the real one.
  now = new Date();
  const day = now.toLocaleDateString('sv', { timeZone: 'Europe/Berlin' });
  await note(contact, addDays(day, -370), 'long ago');
  const page = await visitor.get(`${contact.path}?as_of=${day}`);
  expect([stems(page), page.text.includes('The year up to that day')]).toEqual([0, true]);
});

test('contact methods are links', async () => {
  const page = await add(`Bea ${Math.random()}`, {
    contact_method_value_0: 'bea@example.org',
    contact_method_value_1: '+44 20 7946 0000',
  });
  expect(page.links).toEqual(expect.arrayContaining(['mailto:bea@example.org', 'tel:+442079460000']));
});

test('many interactions come in pages, newest first, each once, grouped by year', async () => {
  const days = Array.from({ length: 33 }, (_, n) => addDays(today, -20 * n));
  for (const day of days) await note(contact, day, `Talk of ${day}.`);
  const first = await visitor.get(contact.path);
  const next = first.links.find((link) => /page=2/.test(link))!;
  expect(next).toMatch(/#spoken$/);
  const second = await visitor.get(`${contact.path}${next.replace(/#.*/, '')}`);
  const shown = [first, second].map(({ text }) => text.match(/Talk of [\d-]+/g) ?? []);
  expect(shown.map(({ length }) => length)).toEqual([30, 3]);
  expect(shown.flat()).toEqual(days.map((day) => `Talk of ${day}`));
  expect(first.html.match(/<h3 class="timeline-year">(\d+)/g)).toEqual(['<h3 class="timeline-year">2025']);
});

test('many meetings come in pages, too', async () => {
  for (let n = 0; n < 11; n++) {
    now = new Date(`${addDays(today, n)}T09:00:00Z`);
    await plan(contact, { meeting_on: addDays(today, n), notes: `Meeting ${n}.` });
  }
  now = new Date(`${addDays(today, 11)}T09:00:00Z`);
  const first = await visitor.get(contact.path);
  const next = first.links.find((link) => /met=2/.test(link))!;
  const second = await visitor.get(`${contact.path}${next.replace(/#.*/, '')}`);
  const shown = [first, second].map(({ text }) => text.match(/Meeting \d+/g) ?? []);
  expect(shown.map(({ length }) => length)).toEqual([10, 1]);
  expect(new Set(shown.flat()).size).toBe(11);
});

test('a right-to-left name is isolated from the text around it', async () => {
  const page = await add(`مريم ${Math.random()}`);
  const [, name = ''] = /<h1><bdi>(مريم [^<]*)<\/bdi><\/h1>/.exec(page.html) ?? [];
  expect(name).not.toBe('');
  expect((await visitor.get('/contacts')).html).toContain(`<bdi>${name}</bdi>`);
});
