import type { Page } from 'playwright-core';
import { addTag } from '../../src/domain/commands/add-tag';
import { createContact } from '../../src/domain/commands/create-contact';
import { planMeeting } from '../../src/domain/commands/plan-meeting';
import { recordInteraction } from '../../src/domain/commands/record-interaction';
import type { AnyCommand } from '../../src/engine/deciding/define-command';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import { startApp, type TestApp } from '../support/app';
import type { Visitor } from '../support/visitor';
import { untilCaughtUp } from '../support/workers';
import { type Chromium, launchChromium } from './support/chromium';
import { handsOn } from './support/hands';
import { look } from './support/look';
import { ways } from './support/ways';

let app: TestApp;
let chromium: Chromium;
let visitor: Visitor;
let actor: Actor;

beforeAll(async () => {
  app = await startApp({ worker: true });
  chromium = await launchChromium(app);
});
beforeEach(async () => {
  ({ visitor, ...actor } = await app.signedIn());
  const does = (command: AnyCommand, input: object) => execute(app.kith, actor, command, input);
  for (let index = 0; index < 60; index++) {
    const name = `Friend ${String(index).padStart(2, '0')}`;
    const { subject: contact } = await does(createContact, { name, description: 'Met at the choir' });
    if (index % 2) await does(addTag, { contact, tag: 'choir' });
    if (index === 40) await does(planMeeting, { contact, notes: 'Ask about **Łódź**' });
    if (index === 41)
      await does(recordInteraction, { contact, interacted_on: '2026-10-02', description: 'A trip to Łódź' });
  }
  await does(createContact, { name: 'مريم', description: '' });
  await untilCaughtUp(app.kith);
});
afterEach(async () => expect(await chromium.closeTabs()).toEqual([]));
afterAll(async () => {
  await chromium?.close();
  await app.stop();
});

const found = (page: Page) => page.locator('#found');
const rows = (page: Page) => page.locator('.contacts tbody tr');
const query = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams);

test.each(ways)('contacts are searched, filtered, tagged, deleted, and restored $name', async (way) => {
  const { scripts, colorScheme, width } = way;
  const viewport = { width, height: 900 };
  const page = await (await chromium.browsing({ scripts, colorScheme, viewport, as: visitor })).newPage();
  const { use, write } = handsOn(page, way.hands);
  await page.goto('/contacts');
  await look(page);

  const field = page.getByRole('searchbox');
  await write(field, 'lodz');
  if (!scripts) await use(page.getByRole('button', { name: 'Search' }));
  await found(page).getByText('2 found').waitFor();
  expect(await rows(page).locator('mark').allInnerTexts()).toEqual(['Łódź', 'Łódź']);
  expect(query(page)).toMatchObject({ q: 'lodz' });
  await look(page);

  await use(page.getByRole('navigation', { name: 'Tags' }).getByRole('link', { name: 'choir' }));
  await found(page).getByText('1 found').waitFor();
  expect(query(page)).toMatchObject({ q: 'lodz', tag: 'choir' });
  await write(page.getByRole('searchbox'), 'nobody at all');
  if (!scripts) await use(page.getByRole('button', { name: 'Search' }));
  await page.getByRole('heading', { name: 'No contacts match' }).waitFor();
  await look(page);
  await use(page.getByRole('link', { name: 'Show all contacts' }));
  await page.getByRole('link', { name: 'Friend 00' }).waitFor();

  for (const name of ['Friend 01', 'Friend 02']) await use(page.getByLabel(`Select ${name}`));
  const selection = page.getByRole('group', { name: 'Selected contacts' });
  await look(page);
  await write(selection.getByLabel('Tag for the selected contacts'), 'sailing');
  await use(selection.getByRole('button', { name: 'Tag' }));
  await page.locator('.done').getByText('2 people tagged.').waitFor();
  await use(page.getByRole('navigation', { name: 'Tags' }).getByRole('link', { name: 'sailing' }));
  await found(page).getByText('2 found').waitFor();

  await use(page.getByLabel('Select Friend 01'));
  await use(selection.getByRole('button', { name: 'Delete' }));
  await page.locator('.done').getByText('1 person deleted.').waitFor();
  expect(await rows(page).count()).toBe(1);
  await look(page);
  await use(page.getByRole('button', { name: 'Undo' }));
  await page.locator('.done').getByText('1 person restored').waitFor();
  await page.getByRole('link', { name: 'Friend 01' }).waitFor();
});

test('the search field keeps the focus and every letter while typing, and going back leaves the list', async () => {
  const page = await (await chromium.browsing({ as: visitor })).newPage();
  await page.goto('/');
  await page.goto('/contacts');
  await page.keyboard.press('/');
  for (const letter of 'friend 40') await page.keyboard.type(letter, { delay: 40 });
  await found(page).getByText('1 found').waitFor();
  expect(await page.getByRole('searchbox').inputValue()).toBe('friend 40');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('search');
  await page.locator('#announcer').getByText('1 found').waitFor({ state: 'attached' });
  expect(query(page)).toEqual({ q: 'friend 40' });
  await page.reload();
  await found(page).getByText('1 found').waitFor();

  await page.getByRole('searchbox').press('Enter');
  await page.getByRole('heading', { name: 'Friend 40', level: 1 }).waitFor();
  await page.goBack();
  await found(page).getByText('1 found').waitFor();
  await page.goBack();
  await page.waitForURL((url) => url.pathname === '/');
});

test('one checkbox selects everyone on the page', async () => {
  const page = await (await chromium.browsing({ as: visitor })).newPage();
  await page.goto('/contacts?q=friend');
  await page.getByLabel('Select everyone on this page').check();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.locator('.done').getByText('50 people deleted.').waitFor();
  await found(page).getByText('10 found').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.locator('.done').getByText('50 people restored').waitFor();
});
