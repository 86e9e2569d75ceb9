import type { Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app';
import type { Visitor } from '../support/visitor';
import { type Chromium, launchChromium } from './support/chromium';
import { focused } from './support/hands';

let app: TestApp;
let chromium: Chromium;
let visitor: Visitor;

beforeAll(async () => {
  app = await startApp({ worker: true });
  chromium = await launchChromium(app);
});
beforeEach(async () => {
  ({ visitor } = await app.signedIn());
});
afterEach(async () => expect(await chromium.closeTabs()).toEqual([]));
afterAll(async () => {
  await chromium?.close();
  await app.stop();
});

const add = async (name: string, description: string) =>
  visitor.submit(await visitor.get('/contacts/new'), '/contacts', { name, description });
const textOf = (page: Page) => page.locator('main').innerText();

describe.each([
  ['with scripts', true],
  ['without scripts', false],
])('%s', (_how, scripts) => {
  test('a contact is renamed, deleted, and restored with everything', async () => {
    await add('Bystander', 'stands by');
    await add('Bob', 'keeps bees');
    const page = await (await chromium.browsing({ scripts, as: visitor })).newPage();
    await page.goto('/contacts/Bob');
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await page.getByLabel('Name').fill('Rob');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Rob', level: 1 }).waitFor();

    await page.getByText('Delete contact').click();
    await page.getByRole('button', { name: 'Delete Rob' }).click();
    await page.getByRole('heading', { name: 'Contacts', level: 1 }).waitFor();
    expect(await textOf(page)).toContain('Bystander');
    expect(await textOf(page)).not.toContain('Rob');

    await page.getByRole('link', { name: 'Recently deleted' }).click();
    await page.getByRole('button', { name: 'Restore Rob' }).click();
    await page.getByRole('heading', { name: 'Rob', level: 1 }).waitFor();
    expect(await textOf(page)).toContain('keeps bees');
  });

  test('conflicting versions from two tabs are shown side by side, and one is chosen', async () => {
    await add('Bystander', 'stands by');
    await add('Bob', 'at first');
    const person = await chromium.browsing({ scripts, as: visitor });
    const [one, two] = [await person.newPage(), await person.newPage()];
    for (const tab of [one, two]) await tab.goto('/contacts/Bob/edit');
    await save(one, 'of the first tab');
    await one.getByRole('heading', { name: 'Bob', level: 1 }).waitFor();
    await save(two, 'of the second tab');

    await two.getByRole('heading', { name: 'This changed while you were editing' }).waitFor();
    expect(await textOf(two)).toContain('of the first tab');
    const mine = two.getByLabel(/, your version$/);
    expect(await mine.inputValue()).toBe('of the second tab');
    await mine.fill('of both tabs');
    await two.getByLabel('Use what you wrote').check();
    await two.getByRole('button', { name: 'Save' }).click();
    await two.getByRole('heading', { name: 'Bob', level: 1 }).waitFor();
    expect(await textOf(two)).toContain('of both tabs');
    expect((await visitor.get('/contacts/Bystander')).text).toContain('stands by');
  });

  test('a contact can be added by keyboard alone, and a fault gets the focus', async () => {
    await add('Bystander', 'stands by');
    const page = await (await chromium.browsing({ scripts, as: visitor })).newPage();
    await page.goto('/contacts');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toMatchObject({ words: 'Skip to main content', isSeen: true });
    await page.keyboard.press('Enter');
    await page.locator('main:focus').waitFor();
    await tabTo(page, 'Add contact');
    await page.keyboard.press('Enter');
    await page.waitForURL('/contacts/new');
    expect((await focused(page)).words).toBe('Name');
    await page.keyboard.type('Bystander');
    await tabTo(page, 'Add contact');
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { name: 'There’s a problem' }).waitFor();
    await tabTo(page, 'Name');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('Grandma');
    await tabTo(page, 'About optional');
    await page.keyboard.type('Makes the best soup');
    await tabTo(page, 'Add contact');
    await page.keyboard.press('Space');
    await page.getByRole('heading', { name: 'Grandma', level: 1 }).waitFor();
    expect(await textOf(page)).toContain('Makes the best soup');
  });
});

async function save(page: Page, description: string): Promise<void> {
  await page.getByLabel('About').fill(description);
  await page.getByRole('button', { name: 'Save' }).click();
}

/** Presses Tab until the element with these words has the focus. Throws if the focus is ever invisible. */
async function tabTo(page: Page, words: string): Promise<void> {
  const passed: string[] = [];
  while (passed.at(-1) !== words) {
    if (passed.length > 30) throw new Error(`Tab does not lead to ${words}: ${passed.join(', ')}`);
    await page.keyboard.press('Tab');
    const now = await focused(page);
    if (!now.isSeen) throw new Error(`the focus on ${now.words} is not visible`);
    passed.push(now.words);
  }
}
