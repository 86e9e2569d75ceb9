import type { Page } from 'playwright-core';
import { outboxAddress } from '../../src/mail/outbox-access';
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

/** Opens a page and marks its window, so that `isTheSame` can tell whether it was reloaded or scripts ran again. */
async function open(path: string): Promise<void> {
  await page.goto(path);
  await page.evaluate(() => Object.assign(window, { sameTurbo: Reflect.get(window, 'Turbo') }));
}
const isTheSame = () =>
  page.evaluate(() => 'sameTurbo' in window && Reflect.get(window, 'Turbo') === window.sameTurbo);
const hasFocus = async () => (await focused(page)).words;

test('Turbo replaces the page, focuses the heading, and shows a fresh page on going back', async () => {
  await open('/contacts');
  await page.getByRole('link', { name: 'Ada' }).click();
  await heading('Ada').waitFor();
  expect([await isTheSame(), await hasFocus()]).toEqual([true, 'Ada']);
  await visitor.submit(await visitor.get('/contacts/Bystander/edit'), '/contacts/Bystander', {
    description: 'just written',
  });
  await page.goBack();
  await heading('Contacts').waitFor();
  expect(await page.locator('main').innerText()).toContain('just written');
  expect([await isTheSame(), await hasFocus()]).toEqual([true, 'Contacts']);
  await look(page);
});

test('going back restores the scroll position, and a new page starts at the top', async () => {
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

test('after saving, the page shows the change and keeps the focus and the scroll position', async () => {
  await open('/contacts/Ada');
  await page.getByLabel('What did you talk about?').fill('Called about the bees');
  await page.locator('.composer').getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').first().waitFor();
  expect(await page.locator('main').innerText()).toContain('Called about the bees');
  expect([await isTheSame(), await hasFocus()]).toEqual([true, 'Save']);
  expect(await page.locator('#announcer').textContent()).toBe('Saved.');
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(0);
});

test('refused forms, conflicts, and missing pages replace the page, with the focus on what to read', async () => {
  await open('/contacts/new');
  expect(await hasFocus()).toBe('Name');
  await page.getByLabel('Name').fill('ada');
  await page.getByRole('button', { name: 'Add contact' }).click();
  await page.getByRole('heading', { name: 'There’s a problem' }).waitFor();
  expect(await hasFocus()).toMatch(/^There’s a problem/);
  await page.getByRole('link', { name: 'Never mind' }).click();
  await heading('Contacts').waitFor();

  await page.evaluate(() => history.pushState(null, '', '/contacts'));
  await page.getByRole('link', { name: 'Ada' }).click();
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await heading('Edit Ada').waitFor();
  await visitor.submit(await visitor.get('/contacts/Ada/edit'), '/contacts/Ada', { description: 'theirs' });
  await page.getByLabel('About').fill('mine');
  await page.getByRole('button', { name: 'Save' }).click();
  await heading('This changed while you were editing').waitFor();
  expect(await hasFocus()).toBe('This changed while you were editing');
  await visitor.submit(await visitor.get('/contacts/Ada'), '/contacts/Ada/deletion');
  await page.getByRole('link', { name: 'Discard my changes' }).click();
  await heading('Ada was deleted').waitFor();
  expect([await isTheSame(), await hasFocus()]).toEqual([true, 'Ada was deleted']);
  await look(page);
  await page.getByRole('button', { name: 'Restore Ada' }).click();
  await heading('Ada').waitFor();
  expect(await isTheSame()).toBe(true);
});

test('error pages replace the page, too, and a form keeps what was typed', async () => {
  const { visitor, ...actor } = await app.signedIn();
  await visitor.submit(await visitor.get('/contacts/new'), '/contacts', { name: 'Ada' });
  page = await (await chromium.browsing({ as: visitor, allowing: [500, 503] })).newPage();
  await open('/contacts/Ada/edit');
  await page.getByLabel('About').fill('typed with care');
  await appendUnknownEvent(app.pool, actor, 2);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('What you typed is still here').waitFor();
  expect(await page.getByLabel('About').inputValue()).toBe('typed with care');
  expect(await hasFocus()).toMatch(/^There’s a problem/);
  await look(page);
  await app.pool.query('alter table projected_contacts rename to away');
  await page.getByRole('link', { name: 'Never mind' }).click();
  await heading('Something went wrong on our side').waitFor();
  await app.pool.query('alter table away rename to projected_contacts');
  expect([await isTheSame(), await hasFocus()]).toEqual([true, 'Something went wrong on our side']);
  await look(page);
});

test('a form is submitted once, and shows its progress', async () => {
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
  await page.getByRole('button', { name: 'Add contact' }).click();
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

test('a form that can’t reach the server says so, keeps what was typed, and can be submitted again', async () => {
  page = await (await chromium.browsing({ as: visitor, allowing: [503] })).newPage();
  await open('/contacts/Ada/edit');
  await page.getByLabel('About').fill('typed with care');
  // The response of a proxy while Kith restarts.
  await page.route('/contacts/Ada', (route) =>
    route.fulfill({ status: 503, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }),
  );
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('We can’t reach Kith').waitFor();
  expect(await page.getByLabel('About').inputValue()).toBe('typed with care');
  await look(page);
  await page.unroute('/contacts/Ada');
  await page.getByRole('button', { name: 'Save' }).click();
  await heading('Ada').waitFor();
  expect(await page.locator('main').innerText()).toContain('typed with care');
  expect(await isTheSame()).toBe(true);
});

test('a deletion can be undone from its confirmation', async () => {
  await open('/contacts/Ada');
  await page.getByText('Delete contact').click();
  await page.getByRole('button', { name: 'Delete Ada' }).click();
  await heading('Contacts').waitFor();
  expect(await page.locator('#announcer').textContent()).toMatch(/^Deleted\./);
  await look(page);
  await page.getByRole('button', { name: 'Undo' }).click();
  await heading('Ada').waitFor();
  expect(await page.locator('main').innerText()).toContain('Ada, as before');
  expect((await visitor.get('/contacts')).text).toContain('Bystander');
});

test('after signing out, going back shows no contacts', async () => {
  await open('/contacts');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('navigation').getByRole('link', { name: 'Sign in' }).waitFor();
  await page.goBack();
  await heading('Good to see you').waitFor();
  expect(await page.locator('body').innerText()).not.toContain('Ada');
});

test('searching after the session has ended leads to the sign-in page', async () => {
  await open('/contacts');
  await visitor.post('/sign-out', {});
  await page.getByRole('searchbox').fill('Ada');
  await heading('Good to see you').waitFor();
  await look(page);
});

test('a page of another release loads its own styles and scripts', async () => {
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

test('emails in the outbox are shown and downloaded without Turbo', async () => {
  const stranger = app.visitor();
  await stranger.submit(await stranger.get('/sign-up'), '/sign-up', { email: 'new@example.org' });
  const messages: string[] = [];
  page.on('console', (message) => messages.push(message.text()));
  await page.goto(outboxAddress(app.config)!);
  expect(new URL(page.url()).search).toBe('');
  await page.locator('main li a').first().click();
  await page.getByRole('link', { name: 'View as HTML' }).click();
  await page.waitForURL(/part=html/);
  await page.goBack();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download .eml file' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.eml$/);
  expect(messages).toEqual([]);
});
