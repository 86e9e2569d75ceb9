import type { Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app';
import type { Visitor } from '../support/visitor';
import { type Chromium, launchChromium } from './support/chromium';
import { handsOn } from './support/hands';
import { look } from './support/look';
import { withoutWatching } from './support/tab';
import { ways } from './support/ways';

let app: TestApp;
let chromium: Chromium;
let visitor: Visitor;

beforeAll(async () => {
  app = await startApp({ worker: true, clock: () => new Date('2026-11-21T09:00:00Z') });
  chromium = await launchChromium(app);
});
beforeEach(async () => {
  ({ visitor } = await app.signedIn({ email: `${Math.random()}@example.org`, locale: 'en-GB' }));
});
afterEach(async () => expect(await chromium.closeTabs()).toEqual([]));
afterAll(async () => {
  await chromium?.close();
  await app.stop();
});

// Checks a dozen pages.
jest.setTimeout(120_000);

test.each(ways)('$name, a new person adds sample people, looks around, and removes them', async (way) => {
  const page = await (await chromium.browsing({ ...way, as: visitor })).newPage();
  const hands = handsOn(page, way.hands);
  const main = page.locator('main');

  await page.goto('/');
  await page.getByRole('heading', { name: 'Add someone you care about' }).waitFor();
  await look(page);
  await hands.use(page.getByRole('button', { name: 'Add a dozen sample people' }));
  await page.getByText('Sample people added.').first().waitFor();
  await look(page);
  expect(await main.innerText()).toMatch(/Your next meetings.*Chiara De Luca.*Stay in touch.*Jonas Weber/s);

  await hands.use(main.getByRole('link', { name: 'Chiara De Luca' }).first());
  await page.getByRole('heading', { name: 'Chiara De Luca', level: 1 }).waitFor();
  await look(page);
  await hands.write(page.getByLabel('What did you talk about?'), 'She stays!');
  await hands.use(page.locator('.composer').getByRole('button'));
  await main.getByText('She stays!').waitFor();
  await main.getByText('4 times in the past year').last().waitFor();
  await look(page);

  const places = page.getByRole('navigation', { name: 'Main' });
  await hands.use(places.getByRole('link', { name: 'Meetings' }));
  await page.getByRole('heading', { name: 'Meetings', level: 1 }).waitFor();
  await look(page);
  expect(await current(page)).toEqual(['Meetings', 'Upcoming']);
  await hands.use(page.getByRole('link', { name: 'Past', exact: true }));
  await main.getByText('You met.').waitFor();
  await look(page);

  await hands.use(places.getByRole('link', { name: 'Today' }));
  await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor();
  expect(await main.innerText()).toMatch(/What you wrote recently.*Chiara De Luca.*She stays!/s);
  await hands.use(page.getByRole('button', { name: 'Remove all sample people' }));
  await page.getByText('12 people deleted.').first().waitFor();
  await look(page);
  expect(await main.innerText()).toContain('Add someone you care about');
});

test('everything on a contact’s page prints except the controls', async () => {
  await visitor.submit(await visitor.get('/'), '/examples');
  const page = await (await chromium.browsing({ as: visitor })).newPage();
  await page.goto('/contacts/Amara%20Okafor');
  await withoutWatching(page, () => page.emulateMedia({ media: 'print' }));
  const printed = await page.locator('body').innerText();
  for (const text of [
    'Amara Okafor',
    'amara.okafor@example.org',
    'new job',
    'She took it!',
    'in the past year',
  ])
    expect(printed).toContain(text);
  for (const text of [
    'What did you talk about?',
    'Delete contact',
    'Choose how often',
    'Settings',
    'View as of',
  ])
    expect(printed).not.toContain(text);
});

/** Returns the texts of the links that are marked as current. */
function current(page: Page): Promise<string[]> {
  return page.locator('[aria-current]').allInnerTexts();
}
