import { openAccount } from '../../../src/accounts/open-account';
import { hashPassword } from '../../../src/accounts/passwords';
import { createContact } from '../../../src/domain/commands/create-contact';
import { deleteContact } from '../../../src/domain/commands/delete-contact';
import { editContact } from '../../../src/domain/commands/edit-contact';
import { planMeeting } from '../../../src/domain/commands/plan-meeting';
import { recordInteraction } from '../../../src/domain/commands/record-interaction';
import type { AnyCommand } from '../../../src/engine/deciding/define-command';
import { type Actor, execute } from '../../../src/engine/deciding/execute';
import { startApp, type TestApp } from '../../support/app';
import type { Page, Visitor } from '../../support/visitor';

let app: TestApp;
let actor: Actor;
let visitor: Visitor;
let bob: number;

// In Berlin, clocks go from 2:00 to 3:00 on March 29, 2026, so that day has 23 hours.
beforeAll(async () => {
  app = await startApp({ worker: true, clock: () => new Date('2026-06-01T10:00:00Z') });
  const person = { email: 'ada@example.org', passwordHash: await hashPassword('correct horse') };
  const at = new Date('2026-03-01T08:00:00Z');
  actor = (await openAccount(app.kith, {
    ...person,
    timeZone: 'Europe/Berlin',
    locale: 'en',
    at,
  })) as Actor;
  bob = (await executeAt('2026-03-28T22:30:00Z', createContact, { name: 'Bob', description: 'at first' }))!;
  await executeAt('2026-03-29T21:59:59.999Z', editContact, {
    contact: bob,
    description: 'at the last moment',
  });
  await executeAt('2026-03-29T22:00:00Z', editContact, {
    contact: bob,
    name: 'Rob',
    description: 'a day later',
  });
  await executeAt('2026-04-02T10:00:00Z', recordInteraction, { contact: bob, interacted_on: '2026-04-01' });
  await executeAt('2026-04-03T10:00:00Z', planMeeting, {
    contact: bob,
    meeting_on: '2026-12-01',
    notes: 'Ask',
  });
  const eve = await executeAt('2026-04-04T10:00:00Z', createContact, { name: 'Eve' });
  await executeAt('2026-04-05T10:00:00Z', deleteContact, { contact: eve! });
  await executeAt('2026-04-06T10:00:00Z', createContact, { name: 'Bob', description: 'another one' });
  visitor = app.visitor();
  await visitor.post('/sign-in', { email: 'ada@example.org', password: 'correct horse' }, { follow: false });
});
afterAll(() => app.stop());

async function executeAt(at: string, command: AnyCommand, input: object) {
  return (await execute(app.kith, actor, command, input, { at: new Date(at) })).subject;
}

const mainForms = (page: Page) =>
  page.forms.filter(({ action, method }) => action !== '/sign-out' && method !== 'dialog');

test.each([
  ['2026-03-28', 'at first'],
  ['2026-03-29', 'at the last moment'],
  ['2026-03-30', 'a day later'],
])('a page as of %s shows the end of that day in the account’s time zone: %s', async (day, description) => {
  const page = await visitor.get(`/contacts/Rob?as_of=${day}`);
  expect(page.status).toBe(200);
  expect(page.text).toContain('You’re viewing the past.');
  expect(page.text).toContain(description);
});

test('a contact’s past page has no forms and no edit links, and links back to today', async () => {
  const page = await visitor.get('/contacts/Rob?as_of=2026-04-03');
  expect(page.text).toMatch(/You last spoke on Wed,? 1 Apr 2026/);
  expect(page.text).toContain('Tuesday 1 December 2026');
  expect(mainForms(page)).toEqual([]);
  // Every page has the shortcut for a new contact; see views/layout/keys.ejs.
  expect(page.links.filter((link) => /edit|new|deleted/.test(link))).toEqual(['/contacts/new']);
  expect(page.links).toContain('/contacts?as_of=2026-04-03');
  expect(page.links).toContain('/contacts/Rob');
  expect(page.links).toEqual(expect.arrayContaining(['?as_of=2026-04-02', '?as_of=2026-04-04']));
});

test('a contact is found by its name on that day, and by its current name', async () => {
  expect((await visitor.get('/contacts/Bob?as_of=2026-03-29')).text).toContain('at the last moment');
  expect((await visitor.get('/contacts/Rob?as_of=2026-03-29')).path).toBe('/contacts/Bob?as_of=2026-03-29');
  expect((await visitor.get('/contacts/Bob?as_of=2026-04-03')).path).toBe('/contacts/Rob?as_of=2026-04-03');
  const then = await visitor.get('/contacts/Bob?as_of=2026-03-29');
  expect(then.links).toContain('/contacts/Rob');
});

test('the form for a past day is about the contact of its page', async () => {
  const page = await visitor.get('/contacts/Bob');
  expect(page.text).toContain('another one');
  const form = mainForms(page).find(({ fields }) => 'as_of' in fields)!;
  const query = new URLSearchParams({ ...form.fields, as_of: '2026-03-29' });
  const then = await visitor.get(`${form.action}?${query}`);
  expect(then.status).toBe(404);
  expect(then.text).toContain('Bob wasn’t in your contacts then');
});

test('a past list has the contacts of that day, keeps the day in its links, and has no forms to change anything', async () => {
  const page = await visitor.get('/contacts?as_of=2026-04-04');
  expect(page.text).toContain('You’re viewing the past.');
  expect(page.links).toContain('/contacts/Eve?as_of=2026-04-04');
  expect(page.links).toContain('/contacts/Rob?as_of=2026-04-04');
  expect(page.links.some((link) => link.startsWith('/contacts/Bob'))).toBe(false);
  expect(page.links.some((link) => link.startsWith('?sort=next-meeting') && link.includes('as_of'))).toBe(
    true,
  );
  expect(mainForms(page).filter(({ method }) => method !== 'get')).toEqual([]);
  expect((await visitor.get('/contacts?as_of=2026-04-05')).text).not.toContain('Eve');
  expect((await visitor.get('/contacts/Eve?as_of=2026-04-05')).text).toContain(
    'Eve had already been deleted',
  );
});

test('a past list is searched as of that day', async () => {
  const found = await visitor.get('/contacts?as_of=2026-04-04&q=eve');
  expect(found.links).toContain('/contacts/Eve?as_of=2026-04-04');
  expect(found.text).toContain('1 found');
  expect(mainForms(found)[0]!.fields).toEqual({ as_of: '2026-04-04', q: 'eve' });
  expect((await visitor.get('/contacts?as_of=2026-04-05&q=eve')).text).toContain('No contacts match');
});

test('before the account was opened, the list is empty', async () => {
  const page = await visitor.get('/contacts?as_of=2026-02-28');
  expect(page.status).toBe(200);
  expect(page.text).toContain('You didn’t have an account yet.');
  expect((await visitor.get('/contacts/Rob?as_of=2026-02-28')).status).toBe(404);
});

test('today can be viewed as a past day; without a date the current page is shown', async () => {
  expect((await visitor.get('/contacts/Rob?as_of=2026-06-01')).text).toContain(
    'This page shows today so far (',
  );
  expect((await visitor.get('/contacts/Rob?as_of=')).text).not.toContain('You’re viewing the past.');
  expect((await visitor.get('/contacts/Rob')).text).toContain('View as of');
});

test.each(['2026-02-30', 'yesterday', '2026-06-02', '1', '2026-03-29&as_of=2026-03-30'])(
  'a date like %s is refused with a clear page',
  async (day) => {
    const page = await visitor.get(`/contacts?as_of=${day}`);
    expect(page.status).toBe(400);
    expect(page.text).toMatch(/That isn’t a valid date|That date is in the future/);
  },
);

test('another account’s past is not visible', async () => {
  const stranger = (await app.signedIn()).visitor;
  for (const path of ['/contacts/Rob?as_of=2026-04-03', `/contacts/Rob?as_of=2026-04-03&contact=${bob}`]) {
    const page = await stranger.get(path);
    expect(page.status).toBe(404);
    expect(page.text).not.toContain('a day later');
  }
  expect((await stranger.get('/contacts?as_of=2026-04-04')).text).not.toContain('Rob');
});
