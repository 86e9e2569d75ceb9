import type { Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app';
import { type Chromium, launchChromium } from './support/chromium';
import { focused } from './support/hands';
import { look } from './support/look';

let app: TestApp;
let chromium: Chromium;
let page: Page;

beforeAll(async () => {
  app = await startApp({ worker: true });
  chromium = await launchChromium(app);
});
beforeEach(async () => {
  const { visitor } = await app.signedIn();
  for (const name of ['Bystander', 'Ada'])
    await visitor.submit(await visitor.get('/contacts/new'), '/contacts', { name });
  page = await (await chromium.browsing({ as: visitor })).newPage();
});
afterEach(async () => expect(await chromium.closeTabs()).toEqual([]));
afterAll(async () => {
  await chromium?.close();
  await app.stop();
});

const heading = (name: string) => page.getByRole('heading', { name, level: 1, exact: true }).waitFor();
const hasFocus = async () => (await focused(page)).words;
const keys = () => page.getByRole('dialog', { name: 'Keyboard shortcuts' });

test('single keys open the form for a new contact and the form to edit the current one', async () => {
  await page.goto('/settings');
  await page.keyboard.press('n');
  await heading('New contact');
  expect(await hasFocus()).toBe('Name');
  await page.goto('/contacts/Ada');
  await page.keyboard.press('e');
  await heading('Edit Ada');
});

test('a slash opens the search from every page', async () => {
  await page.goto('/contacts/Ada');
  await page.keyboard.press('/');
  await heading('Contacts');
  await page.waitForFunction(() => document.activeElement?.matches('input[type="search"]'));
  await page.keyboard.type('n/e?');
  expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe('n/e?');
});

test('shortcuts are ignored while typing and with modifier keys', async () => {
  await page.goto('/contacts/new');
  await page.keyboard.type('ne?/');
  expect(await page.getByLabel('Name').inputValue()).toBe('ne?/');
  await page.goto('/contacts/Ada');
  for (const combination of ['Control+e', 'Alt+n']) await page.keyboard.press(combination);
  await page.getByLabel('What did you talk about?').focus();
  await page.keyboard.type('n?');
  expect(new URL(page.url()).pathname).toBe('/contacts/Ada');
  expect(await keys().isVisible()).toBe(false);
});

test('the question mark lists the shortcuts, and Escape restores the focus', async () => {
  await page.goto('/contacts/Ada');
  await page.getByRole('link', { name: 'Edit', exact: true }).focus();
  await page.keyboard.press('?');
  await keys().waitFor();
  await look(page);
  await page.keyboard.press('n');
  await page.keyboard.press('Escape');
  await keys().waitFor({ state: 'hidden' });
  expect(await hasFocus()).toBe('Edit');
  expect(new URL(page.url()).pathname).toBe('/contacts/Ada');
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await keys().getByRole('button', { name: 'Close' }).click();
  await keys().waitFor({ state: 'hidden' });
});

test('shortcuts can be turned off permanently', async () => {
  await page.goto('/contacts/Ada');
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await page.getByLabel('Use keyboard shortcuts in this browser').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Contacts' }).click();
  await heading('Contacts');
  await page.keyboard.press('n');
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  expect(await page.getByLabel('Use keyboard shortcuts in this browser').isChecked()).toBe(false);
  await page.getByLabel('Use keyboard shortcuts in this browser').check();
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await heading('New contact');
});
