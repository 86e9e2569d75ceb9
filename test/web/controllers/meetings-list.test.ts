import { startApp, type TestApp } from '../../support/app';
import type { Page, Visitor } from '../../support/visitor';

let now = new Date('2026-11-20T09:00:00Z');
let app: TestApp;
let visitor: Visitor;

beforeAll(async () => {
  app = await startApp({ worker: true, clock: () => now });
});
afterAll(() => app.stop());
beforeEach(async () => {
  now = new Date('2026-11-20T09:00:00Z');
  ({ visitor } = await app.signedIn());
});

const add = async (name: string) => visitor.submit(await visitor.get('/contacts/new'), '/contacts', { name });
const plan = async (page: Page, fields: Record<string, string>) =>
  visitor.submit(await visitor.get(`${page.path}/meeting/edit`), /meeting$/, fields);
const main = ({ text }: Page) => text.split('Upcoming Past')[1];

test('without meetings, the pages say so', async () => {
  expect((await visitor.get('/meetings')).text).toContain('No meetings planned');
  expect((await visitor.get('/meetings/past')).text).toContain('No past meetings yet');
});

test('upcoming meetings are grouped by day, earliest first, those without a time before the others', async () => {
  await plan(await add('Evening'), { meeting_on: '2026-11-24', meeting_time: '18:00', notes: '- bees' });
  await plan(await add('Morning'), { meeting_on: '2026-11-24', meeting_time: '09:30' });
  await plan(await add('Anytime'), { meeting_on: '2026-11-24' });
  await plan(await add('Tonight'), { meeting_on: '2026-11-20', meeting_time: '20:00' });
  await plan(await add('Waiting'), { notes: 'Ask about *honey*' });
  const page = await visitor.get('/meetings');
  expect(main(page)).toMatch(
    /Friday 20 November 2026 · today 20:00 Tonight .*Tuesday 24 November 2026 · in 4 days Any time Anytime .*09:30 Morning .*18:00 Evening bees No date yet Plan .* Waiting Ask about honey/,
  );
  expect(page.text.match(/Tuesday 24 November/g)).toHaveLength(1);
  expect(page.links).toContain('/contacts/Waiting/meeting/edit');
});

test('past meetings are listed newest first, with whether you met, and without deleted contacts', async () => {
  await plan(await add('Missed'), { meeting_on: '2026-11-20', notes: 'never asked' });
  const held = await plan(await add('Held'), { meeting_on: '2026-11-21', notes: 'asked' });
  await plan(await add('Gone'), { meeting_on: '2026-11-21' });
  await visitor.submit(await visitor.get('/contacts/Gone'), /deletion$/);
  await plan(await add('Coming'), { meeting_on: '2026-11-25' });
  expect((await visitor.get('/meetings/past')).text).toContain('No past meetings yet');
  now = new Date('2026-11-21T09:00:00Z');
  await visitor.submit(held, /interactions$/, { interacted_on: '2026-11-21', description: 'in the park' });
  const page = await visitor.get('/meetings/past');
  expect(main(page)).toMatch(
    /Saturday 21 November .*Held asked You met\. .*Friday 20 November .*Missed never asked/,
  );
  expect(main(page)).not.toMatch(/Gone|Coming/);
  expect(main(await visitor.get('/meetings'))).not.toMatch(/Held|Missed/);
});

test('many meetings come in pages, each meeting once', async () => {
  const names = Array.from({ length: 33 }, (_, n) => `Friend ${String(n).padStart(2, '0')}`);
  for (const name of names) await plan(await add(name), { meeting_on: '2026-12-01' });
  const first = await visitor.get('/meetings');
  const second = await visitor.get(`/meetings${first.links.find((link) => link.includes('page=2'))}`);
  const shown = [first, second].map((page) => page.text.match(/Friend \d\d/g) ?? []);
  expect([...new Set(shown.flat())]).toEqual(names);
  expect(new Set(shown[1]).size).toBe(3);
  expect((await visitor.get('/meetings?page=9')).text).toContain('no meetings on this page');
});
