import { startApp, type TestApp } from '../../support/app';
import type { Page, Visitor } from '../../support/visitor';

let app: TestApp;
let visitor: Visitor;
let page: Page;
let now = new Date('2026-11-20T12:00:00Z');

beforeAll(async () => {
  app = await startApp({ worker: true, clock: () => now });
  ({ visitor } = await app.signedIn({ timeZone: 'Europe/Berlin' }));
});
afterAll(() => app.stop());

beforeEach(async () => {
  now = new Date('2026-11-20T12:00:00Z');
  await created(`Bystander ${Math.random()}`);
  page = await created(`Ada ${Math.random()}`);
});

const created = async (name: string) =>
  visitor.submit(await visitor.get('/contacts/new'), '/contacts', { name });
const choose = (every_days: string, from = page) => visitor.submit(from, /stay-in-touch$/, { every_days });

test('the rhythm can be chosen, and the page says when it is time', async () => {
  expect(page.text).toContain('Kith can remind you when it’s been too long.');
  expect(page.html).toMatch(/<option value="30" selected>every month<\/option>/);
  const chosen = await choose('7');
  expect(chosen.text).toMatch(/You want to be in touch every week\. Next: (in 7 days|Fri 27 Nov)/);
  now = new Date('2026-11-27T12:00:00Z');
  expect((await visitor.get(page.path)).text).toContain('Due today.');
  now = new Date('2026-11-29T12:00:00Z');
  expect((await visitor.get(page.path)).text).toMatch(/Overdue since 2 days ago/);
  const spoken = await visitor.submit(await visitor.get(page.path), /interactions$/);
  expect(spoken.text).toMatch(/Next: (in 7 days|Sun 6 Dec)/);
});

test('the rhythm can be changed and ended', async () => {
  const changed = await choose('90', await choose('7'));
  expect(changed.text).toContain('every 3 months');
  const ended = await visitor.submit(changed, /stay-in-touch\/ending$/);
  expect(ended.text).toContain('Kith can remind you when it’s been too long.');
  const history = await visitor.get(`${page.path}/history`);
  expect(history.text).toContain('You turned off stay-in-touch reminders');
  expect(history.html).toMatch(/every <del>.*week.*<ins>.*3 months/s);
});

test('an invalid number of days is a fault, and a choice in another tab asks for confirmation', async () => {
  const refused = await choose('soon');
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('Enter a number of days from 1 to 3,650.');
  await choose('7');
  const conflict = await choose('365');
  expect(conflict.status).toBe(409);
  expect(conflict.text).toContain('Here’s the current setting. Change it anyway?');
  expect((await choose('365', conflict)).text).toContain('every year');
});

test('a past page shows the rhythm of that day, without forms', async () => {
  now = new Date();
  await choose('7');
  const today = now.toLocaleDateString('sv', { timeZone: 'Europe/Berlin' });
  const past = await visitor.get(`${page.path}?as_of=${today}`);
  expect(past.text).toMatch(/You want to be in touch every week\. Due \w{3} \d+ \w{3}/);
  expect(past.forms.map(({ action }) => action).join()).not.toContain('stay-in-touch');
});
