import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app';
import { type Chromium, launchChromium } from './support/chromium';
import { type Hands, handsOn } from './support/hands';
import { look } from './support/look';
import { ways } from './support/ways';

let app: TestApp;
let chromium: Chromium;
let page: Page;
let hands: Hands;

beforeAll(async () => {
  app = await startApp({ worker: true });
  chromium = await launchChromium(app);
});
afterEach(async () => expect(await chromium.closeTabs()).toEqual([]));
afterAll(async () => {
  await chromium?.close();
  await app.stop();
});

const link = (name: string | RegExp) => page.getByRole('main').getByRole('link', { name });
const button = (name: string) => page.getByRole('button', { name, exact: true });

/** Waits for the page with this heading, and checks it. */
async function on(heading: string): Promise<void> {
  await page.getByRole('heading', { name: heading, level: 1, exact: true }).waitFor();
  await look(page);
}

/** Returns the file that a link downloads. */
async function downloaded(name: string): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), hands.use(link(name))]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

jest.setTimeout(120_000);

test.each(ways)('$name, a contact is forgotten, and then the account is closed', async (way) => {
  const { visitor } = await app.signedIn({
    email: `${ways.findIndex(({ name }) => name === way.name)}@example.org`,
  });
  await visitor.post('/contacts', { name: 'Bystander' });
  await visitor.post('/contacts', { name: 'Bob', description: 'A secret.' });
  page = await (await chromium.browsing({ ...way, as: visitor })).newPage();
  hands = handsOn(page, way.hands);

  await page.goto('/contacts/Bob');
  await hands.use(page.getByText('Delete contact'));
  await hands.use(link('Forget this contact for good'));
  await on('Forget Bob for good?');
  const person = await downloaded('Download everything');
  expect(person.name).toBe('Bob.json');
  expect(person.text).toContain('A secret.');
  await hands.use(button('Forget Bob for good'));
  await on('Contacts');
  expect(await page.locator('main').innerText()).toMatch(
    /Forgotten\. Kith no longer knows anything about them\./,
  );
  await page.goto('/history');
  await on('History');
  const history = await page.locator('main').innerText();
  expect(history).toMatch(/You forgot a contact for good[\s\S]*\(forgotten\)[\s\S]*Bystander/);
  expect(history).not.toMatch(/Bob|secret/);

  await page.goto('/settings');
  await hands.use(link('Close your account'));
  await on('Close your account for good?');
  const log = await downloaded('Download everything');
  expect(log.name).toBe('kith-log.jsonl');
  expect(log.text).not.toContain('secret');
  await hands.write(page.getByLabel('Your password'), 'wrong horse');
  await hands.use(button('Close my account for good'));
  await page.locator('main', { hasText: 'your account wasn’t closed' }).waitFor();
  await look(page);
  await hands.write(page.getByLabel('Your password'), 'correct horse');
  await hands.use(button('Close my account for good'));
  await on('Your account is closed');
  await page.goto('/contacts');
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
});
