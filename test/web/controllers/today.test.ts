import { startApp, type TestApp } from '../../support/app';
import type { Page, Visitor } from '../../support/visitor';

let now = new Date('2026-11-21T09:00:00Z');
let app: TestApp;
let visitor: Visitor;

beforeAll(async () => {
  app = await startApp({ worker: true, clock: () => now });
});
afterAll(() => app.stop());
beforeEach(async () => {
  now = new Date('2026-11-21T09:00:00Z');
  ({ visitor } = await app.signedIn());
});

const add = async (name: string) => visitor.submit(await visitor.get('/contacts/new'), '/contacts', { name });
const note = (page: Page, interacted_on: string, description: string) =>
  visitor.submit(page, /interactions$/, { interacted_on, description });
const plan = async (page: Page, fields: Record<string, string>) =>
  visitor.submit(await visitor.get(`${page.path}/meeting/edit`), /meeting$/, fields);
const today = () => visitor.get('/');

test('a new account has three first steps', async () => {
  const page = await today();
  expect(page.text).toContain('Today Saturday 21 November 2026');
  expect(page.text).toMatch(
    /Add someone you care about.*Record when you spoke.*Prepare for your next meeting/,
  );
  expect(page.links).toContain('/contacts/new');
  expect((await app.visitor().get('/')).text).toContain('Create your account');
});

test('the next meeting comes first, with the first lines of its notes, then the others', async () => {
  await plan(await add('Later'), { meeting_on: '2026-11-25', notes: '# Bees\n- hives\n- honey' });
  await plan(await add('Sooner'), {
    meeting_on: '2026-11-22',
    meeting_time: '09:30',
    notes: '**One**\n\n- two\n- three\n- four\n- five',
  });
  await plan(await add('Undated'), { notes: 'someday' });
  const { text } = await today();
  expect(text).toMatch(
    /Sunday 22 November 2026, 09:30 · tomorrow.*Sooner One two three four in 4 days Later Bees/,
  );
  expect(text).not.toContain('five');
  expect(text.split('What you wrote recently')[0]).not.toContain('Undated');
});

test('a meeting that took place today, or whose day is over, is not listed', async () => {
  const page = await plan(await add('Ada'), { meeting_on: '2026-11-21', notes: 'bees' });
  expect((await today()).text).toMatch(/· today.*Ada bees/);
  await note(page, '2026-11-21', 'Met in the park');
  expect((await today()).text).toContain('No meetings planned');
  await plan(await add('Bea'), { meeting_on: '2026-11-22' });
  now = new Date('2026-11-23T09:00:00Z');
  expect((await today()).text).toContain('No meetings planned');
});

test('what was written last comes first, notes and interactions together, without deleted contacts', async () => {
  const ada = await add('Ada');
  await note(ada, '2026-01-05', 'Skated');
  await plan(await add('Bea'), { notes: '## Ask\n- the recipe' });
  const zoe = await add('Zoe');
  await note(zoe, '2026-11-20', 'Gone tomorrow');
  const lately = (page: Page) => page.text.split('What you wrote recently')[1];
  expect(lately(await today())).toMatch(/Zoe Gone tomorrow.*Bea Notes Ask the recipe.*Ada Skated/);
  await visitor.submit(await visitor.get('/contacts/Zoe'), /deletion$/);
  expect(lately(await today())).toMatch(/^ No date yet Bea/);
});

test('notes of a meeting are listed once: with the next meetings, or else below', async () => {
  const page = await plan(await add('Ada'), { meeting_on: '2026-11-25', notes: 'Ask about bees' });
  await note(await add('Bystander'), '2026-11-20', 'Skated');
  const parts = async () => (await today()).text.split('What you wrote recently');
  let [above, lately] = await parts();
  expect([above, lately]).toEqual([
    expect.stringContaining('Ask about bees'),
    expect.stringMatching(/^ yesterday Bystander Skated (?!.*bees)/),
  ]);
  for (const day of [22, 22, 23, 23, 24])
    await plan(await add(`${Math.random()}`), { meeting_on: `2026-11-${day}` });
  [above, lately] = await parts();
  expect(above).not.toContain('bees');
  expect(lately).toMatch(/Ada Notes Ask about bees/);
  expect((await visitor.get(page.path)).text).toContain('Ask about bees');
});

test('a contact is listed when it’s time to get in touch', async () => {
  const ada = await add('Ada');
  await add('Bystander');
  await note(ada, '2026-11-20', 'Spoke');
  await visitor.submit(await visitor.get('/contacts/Ada'), /stay-in-touch$/, { every_days: '30' });
  expect((await today()).text).toContain('You’re all caught up');
  now = new Date('2026-12-21T09:00:00Z');
  const page = await today();
  expect(page.text).toMatch(/Stay in touch A Ada You last spoke on Fri 20 Nov/);
  expect(page.text.split('Stay in touch')[1]).not.toContain('Bystander');
  await note(await visitor.get('/contacts/Ada'), '2026-12-21', 'Spoke again');
  expect((await today()).text).toContain('You’re all caught up');
});

test('sample people are added with one click and removed with one; real contacts stay', async () => {
  const filled = await visitor.submit(await today(), '/examples');
  expect(filled.text).toMatch(
    /Sample people added.*18:00 · tomorrow.*Chiara De Luca.*You have 12 sample people/,
  );
  const written = filled.text.split('What you wrote recently')[1]!;
  expect(written).toMatch(/^ Fri 30 Oct Chiara.*Fri 23 Oct Priya.*Thu 24 Sept Wanjiru.*Sat 12 Sept Otto/);
  await add('Real');
  const emptied = await visitor.submit(await today(), '/examples/removal');
  expect(emptied.text).toContain('12 people deleted');
  expect(emptied.text).not.toMatch(/Chiara|samples/);
  const list = await visitor.get('/contacts');
  expect(list.text).toMatch(/\b1 contact\b/);
  expect(list.links).toContain('/contacts/Real');
  expect((await visitor.get('/deleted-contacts')).text).toContain('Chiara De Luca');
});

test('adding sample people twice from one page adds them once', async () => {
  const page = await today();
  await Promise.all([1, 2].map(() => visitor.submit(page, '/examples')));
  expect((await today()).text).toContain('You have 12 sample people');
});
