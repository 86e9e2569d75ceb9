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

const link = (name: string | RegExp) => page.getByRole('link', { name, exact: true });
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const field = (name: string) => page.getByLabel(name);

/** Waits for the page with this heading, and checks it. */
async function on(heading: string): Promise<void> {
  await page.getByRole('heading', { name: heading, level: 1, exact: true }).waitFor();
  await look(page);
}
const read = () => page.locator('main').innerText();

// Checks twenty pages.
jest.setTimeout(120_000);

test.each(ways)('$name, a contact is added, edited, undone, deleted, and restored', async (way) => {
  const email = `${ways.findIndex(({ name }) => name === way.name)}@example.org`;
  await app.openAccount({ email });
  page = await (await chromium.browsing(way)).newPage();
  hands = handsOn(page, way.hands);

  await page.goto('/');
  await look(page);
  await hands.use(page.getByRole('navigation').getByRole('link', { name: 'Sign in' }));
  await on('Good to see you');
  await hands.write(field('Email'), email);
  await hands.write(field('Password'), 'wrong horse');
  await hands.use(button('Sign in'));
  await page.getByText('Wrong email or password').waitFor();
  await look(page);
  await hands.write(field('Password'), 'correct horse');
  await hands.use(button('Sign in'));
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await look(page);

  await page.goto('/contacts/new');
  await on('New contact');
  await hands.write(field('Name'), 'Amara Okafor');
  await hands.write(field('Contact method 1'), 'amara.okafor@example.org');
  await hands.use(button('Add contact'));
  await on('Amara Okafor');

  await hands.write(field('What did you talk about?'), 'Called about the bees');
  await hands.use(page.locator('.composer').getByRole('button', { name: 'Save' }));
  await page.locator('main', { hasText: 'Called about the bees' }).waitFor();
  await look(page);

  await hands.use(page.getByRole('link', { name: 'Plan a meeting' }).first());
  await on('Next meeting with Amara Okafor');
  await hands.write(field('Date'), '2199-11-24');
  await hands.write(field('Notes'), '- How is the **new job**?');
  await hands.use(button('Save'));
  await page.locator('strong', { hasText: 'new job' }).waitFor();
  await on('Amara Okafor');
  expect(await read()).toMatch(/24 November 2199|November 24, 2199/);

  await hands.use(link('Edit'));
  await on('Edit Amara Okafor');
  await hands.write(field('Name'), 'Amara O.');
  await hands.use(button('Save'));
  await on('Amara O.');

  await page.goto('/contacts/Amara%20O./history');
  await on('History of Amara O.');
  await hands.use(button('Undo this'));
  await page.getByText('Undone.').first().waitFor();
  await on('History of Amara Okafor');
  await hands.use(link('← Amara Okafor'));
  await on('Amara Okafor');

  await hands.use(page.locator('summary', { hasText: 'Delete contact' }));
  await hands.use(button('Delete Amara Okafor'));
  await page.getByText('Deleted.').first().waitFor();
  await look(page);
  await hands.use(button('Undo'));
  await on('Amara Okafor');
  expect(await read()).toContain('Called about the bees');

  for (const path of [
    '/contacts',
    '/meetings',
    '/settings',
    '/history',
    '/deleted-contacts',
    '/contacts/Nobody',
  ]) {
    await page.goto(path);
    await look(page);
  }
  await hands.use(button('Sign out'));
  await page.getByRole('navigation').getByRole('link', { name: 'Sign in' }).waitFor();
  await page.goto('/contacts');
  await on('Good to see you');
});
