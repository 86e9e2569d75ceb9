import type { Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app';
import { appendUnknownEvent } from '../support/newer-release';
import type { Visitor } from '../support/visitor';
import { endWorkers } from '../support/workers';
import { type Chromium, launchChromium } from './support/chromium';
import { focused } from './support/hands';
import { look } from './support/look';

let app: TestApp;
let chromium: Chromium;
let visitor: Visitor;
let page: Page;

beforeAll(async () => {
  app = await startApp({ worker: true });
  chromium = await launchChromium(app);
});
beforeEach(async () => {
  ({ visitor } = await app.signedIn());
  for (const name of ['Bystander', 'Ada']) await add(name);
  page = await (await chromium.browsing({ as: visitor, viewport: { width: 768, height: 500 } })).newPage();
});
afterEach(async () => {
  await endWorkers();
  expect(await chromium.closeTabs()).toEqual([]);
});
afterAll(async () => {
  await chromium?.close();
  await app.stop();
});

const add = async (name: string) =>
  visitor.submit(await visitor.get('/contacts/new'), '/contacts', {
    name,
    description: `${name}, as before`,
  });
const heading = (name: string) => page.getByRole('heading', { name, level: 1, exact: true });

/** Opens a page that is known again as long as others come in its place, and no script runs a second time. */
async function open(path: string): Promise<void> {
  await page.goto(path);
  await page.evaluate(() => Object.assign(window, { sameTurbo: Reflect.get(window, 'Turbo') }));
}
const isTheSame = () =>
  page.evaluate(() => 'sameTurbo' in window && Reflect.get(window, 'Turbo') === window.sameTurbo);
const hasFocus = async () => (await focused(page)).words;

test('a page comes in place of another, is read from its heading, and is fresh when one goes back', async () => {
  await open('/contacts');
  await page.getByRole('link', { name: 'Ada' }).click();
  await heading('Ada').waitFor();
  expect([await isTheSame(), await hasFocus()]).toEqual([true, 'Ada']);
  await visitor.submit(await visitor.get('/contacts/Bystander/edit'), '/contacts/Bystander', {
    description: 'written meanwhile',
  });
  await page.goBack();
  await heading('Contacts').waitFor();
  expect(await page.locator('main').innerText()).toContain('written meanwhile');
  expect([await isTheSame(), await hasFocus()]).toEqual([true, 'Contacts']);
  await look(page);
});

test('going back leads to where one was in a long list, and a new page begins at its top', async () => {
  for (let number = 0; number < 20; number += 1) await add(`Contact ${number}`);
  await open('/contacts');
  const last = page.locator('tbody a').last();
  await last.scrollIntoViewIfNeeded();
  const scrolled = await page.evaluate(() => scrollY);
  expect(scrolled).toBeGreaterThan(300);
  await last.click();
  await page.locator('article.contact').waitFor();
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.goBack();
  await heading('Contacts').waitFor();
  await page.waitForFunction((then) => Math.abs(scrollY - then) < 2, scrolled);
});

test('what was written is there on the next page, which stays where it was and keeps the focus', async () => {
  await open('/contacts/Ada');
  await page.getByLabel('What about').fill('Called about the bees');
  await page.getByRole('button', { name: 'Note it' }).click();
  await page.getByText('Noted.').first().waitFor();
  expect(await page.locator('main').innerText()).toContain('Called about the bees');
  expect([await isTheSame(), await hasFocus()]).toEqual([true, 'Note it']);
  expect(await page.locator('#announcer').textContent()).toBe('Noted.');
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(0);
});

test('a refused form, a conflict and what there is not come in place, with the focus on what to read', async () => {
  await open('/contacts/new');
  expect(await hasFocus()).toBe('Name');
  await page.getByLabel('Name').fill('ada');
  await page.getByRole('button', { name: 'Add this contact' }).click();
  await page.getByRole('heading', { name: 'One thing needs another look' }).waitFor();
  expect(await hasFocus()).toMatch(/^One thing needs another look/);
  await page.getByRole('link', { name: 'Never mind' }).click();
  await heading('Contacts').waitFor();

  await page.evaluate(() => history.pushState(null, '', '/contacts'));
  await page.getByRole('link', { name: 'Ada' }).click();
  await page.getByRole('link', { name: 'Edit' }).click();
  await heading('Edit Ada').waitFor();
  await visitor.submit(await visitor.get('/contacts/Ada/edit'), '/contacts/Ada', { description: 'theirs' });
  await page.getByLabel('Who they are').fill('mine');
  await page.getByRole('button', { name: 'Save' }).click();
  await heading('This has changed meanwhile').waitFor();
  expect(await hasFocus()).toBe('This has changed meanwhile');
  await visitor.submit(await visitor.get('/contacts/Ada'), '/contacts/Ada/deletion');
  await page.getByRole('link', { name: 'Leave everything as it is saved' }).click();
  await heading('Ada is deleted').waitFor();
  expect([await isTheSame(), await hasFocus()]).toEqual([true, 'Ada is deleted']);
  await look(page);
  await page.getByRole('button', { name: 'Bring Ada back' }).click();
  await heading('Ada').waitFor();
  expect(await isTheSame()).toBe(true);
});

test('what goes wrong on our side is said in place, too, and what was typed is kept where it can be', async () => {
  const { visitor, ...actor } = await app.signedIn();
  await visitor.submit(await visitor.get('/contacts/new'), '/contacts', { name: 'Ada' });
  page = await (await chromium.browsing({ as: visitor, allowing: [500, 503] })).newPage();
  await open('/contacts/Ada/edit');
  await page.getByLabel('Who they are').fill('typed with care');
  await appendUnknownEvent(app.pool, actor, 2);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('What you typed is still here').waitFor();
  expect(await page.getByLabel('Who they are').inputValue()).toBe('typed with care');
  expect(await hasFocus()).toMatch(/^One thing needs another look/);
  await look(page);
  await app.pool.query('alter table projected_contacts rename to away');
  await page.getByRole('link', { name: 'Never mind' }).click();
  await heading('Something went wrong on our side').waitFor();
  await app.pool.query('alter table away rename to projected_contacts');
  expect([await isTheSame(), await hasFocus()]).toEqual([true, 'Something went wrong on our side']);
  await look(page);
});

test('a form is sent once, and shows that it is on its way', async () => {
  await open('/contacts/new');
  const sent: string[] = [];
  let letGo = () => {};
  const held = new Promise<void>((done) => {
    letGo = done;
  });
  await page.route('/contacts', async (route) => {
    if (route.request().method() === 'POST') {
      sent.push(route.request().postData()!);
      await held;
    }
    await route.continue();
  });
  await page.getByLabel('Name').fill('Grandma');
  await page.getByRole('button', { name: 'Add this contact' }).click();
  const button = page.getByRole('button', { name: 'Saving…' });
  await button.waitFor();
  expect(await button.getAttribute('aria-disabled')).toBe('true');
  expect(await page.locator('main form').first().getAttribute('aria-busy')).toBe('true');
  await button.click({ force: true });
  await page.getByLabel('Name').press('Enter');
  letGo();
  await heading('Grandma').waitFor();
  expect(sent).toHaveLength(1);
});

test('a form that reaches nobody keeps what was typed, says so, and can be sent again', async () => {
  page = await (await chromium.browsing({ as: visitor, allowing: [503] })).newPage();
  await open('/contacts/Ada/edit');
  await page.getByLabel('Who they are').fill('typed with care');
  // As a proxy answers while Kith restarts.
  await page.route('/contacts/Ada', (route) =>
    route.fulfill({ status: 503, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }),
  );
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('can’t be reached').waitFor();
  expect(await page.getByLabel('Who they are').inputValue()).toBe('typed with care');
  await look(page);
  await page.unroute('/contacts/Ada');
  await page.getByRole('button', { name: 'Save' }).click();
  await heading('Ada').waitFor();
  expect(await page.locator('main').innerText()).toContain('typed with care');
  expect(await isTheSame()).toBe(true);
});

test('a deletion is undone from the message that tells of it', async () => {
  await open('/contacts/Ada');
  await page.getByText('Delete this contact').click();
  await page.getByRole('button', { name: 'Delete Ada' }).click();
  await heading('Contacts').waitFor();
  expect(await page.locator('#announcer').textContent()).toMatch(/^Deleted\./);
  await look(page);
  await page.getByRole('button', { name: 'Undo' }).click();
  await heading('Ada').waitFor();
  expect(await page.locator('main').innerText()).toContain('Ada, as before');
  expect((await visitor.get('/contacts')).text).toContain('Bystander');
});

test('after signing out, going back shows nobody', async () => {
  await open('/contacts');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('navigation').getByRole('link', { name: 'Sign in' }).waitFor();
  await page.goBack();
  await heading('Good to see you').waitFor();
  expect(await page.locator('body').innerText()).not.toContain('Ada');
});

test('a search of somebody who signed out elsewhere leads to signing in', async () => {
  await open('/contacts');
  await visitor.post('/sign-out', {});
  await page.getByRole('searchbox').fill('Ada');
  await heading('Good to see you').waitFor();
  await look(page);
});

test('a page of another release brings its own styles and scripts', async () => {
  await open('/contacts/Ada');
  const newer = '/assets/styles.0123456789abcdef.css';
  await page.route('/contacts', async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/\/assets\/styles[^"]*/, newer);
    await route.fulfill({ response, body });
  });
  await page.route(newer, (route) =>
    route.fulfill({ contentType: 'text/css', body: ':root { color: #222 }' }),
  );
  await page.getByRole('link', { name: '← Contacts' }).click();
  await heading('Contacts').waitFor();
  await page.waitForFunction(() => !('sameTurbo' in window));
});

test('mails of the outbox are shown and kept as they are, not as pages', async () => {
  const stranger = app.visitor();
  await stranger.submit(await stranger.get('/sign-up'), '/sign-up', { email: 'new@example.org' });
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await page.goto('/outbox');
  await page.locator('main li a').first().click();
  await page.getByRole('link', { name: 'As mail programs show it' }).click();
  await page.waitForURL(/part=html/);
  await page.goBack();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'The .eml file' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.eml$/);
  expect(said).toEqual([]);
});
