import type { Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app';
import { adminClient } from '../support/database';
import { settle } from '../support/stage';
import type { Visitor } from '../support/visitor';
import { type Chromium, launchChromium } from './support/chromium';
import { look } from './support/look';
import { ways } from './support/ways';

let app: TestApp;
let chromium: Chromium;
let visitor: Visitor;
let page: Page;

beforeAll(async () => {
  app = await startApp({ worker: true });
  chromium = await launchChromium(app);
});
afterEach(async () => expect(await chromium.closeTabs()).toEqual([]));
afterAll(async () => {
  await chromium?.close();
  await app.stop();
});

const long = 'Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlstelle';
const read = () => page.locator('main').innerText();

async function on(heading: string): Promise<void> {
  await page.getByRole('heading', { name: heading, level: 1, exact: true }).waitFor();
  await look(page);
}

/** A few of the ways in which all pages are looked at elsewhere: with and without scripts, dark and light. */
describe.each(ways.slice(1, 3))('$name', (way) => {
  beforeEach(async () => {
    ({ visitor } = await app.signedIn({ email: `${Math.random()}@example.org` }));
    page = await (await chromium.browsing({ ...way, as: visitor, allowing: [500, 503] })).newPage();
  });

  test('what there is not leads on: to somebody else, or to the front page', async () => {
    await page.goto('/nowhere');
    await on('There is nothing here');
    await page.goto('/contacts/Nobody');
    await on('There is nobody here');
    await page.getByLabel('Look for somebody').fill('Ada');
    await page.getByRole('button', { name: 'Look', exact: true }).click();
    await page.waitForURL(/\/contacts\?q=Ada/);
    const stranger = await (await chromium.browsing(way)).newPage();
    await stranger.goto('/password-reset/spent');
    await stranger.getByRole('heading', { name: 'This link no longer works' }).waitFor();
    await look(stranger);
    await stranger.goto('/sign-up/spent');
    await stranger.getByRole('link', { name: 'Sign in' }).first().waitFor();
    await look(stranger);
  });

  test('what cannot be saved as it is is told beside its field', async () => {
    await page.goto('/contacts/new');
    await page.getByLabel('Name').evaluate((one) => one.removeAttribute('required'));
    await page.getByLabel('Who they are').fill('typed with care');
    await page.getByRole('button', { name: 'Add this contact' }).click();
    await page.getByRole('alert').waitFor();
    await look(page);
    expect(await page.getByLabel('Who they are').inputValue()).toBe('typed with care');
  });

  test('two versions of everything are shown side by side, and each is chosen by itself', async () => {
    const fields = { name: 'Ada', description: 'at first', contact_method_value_0: '@ada' };
    await visitor.submit(await visitor.get('/contacts/new'), '/contacts', fields);
    await page.goto('/contacts/Ada/edit');
    await visitor.submit(await visitor.get('/contacts/Ada/edit'), '/contacts/Ada', {
      name: `Ada ${long}`,
      description: `elsewhere ${long}`,
      contact_method_value_0: 'ada@example.org',
    });
    await page.getByLabel('Name').fill('مريم');
    await page.getByLabel('Who they are').fill('written here');
    await page.getByLabel('How to reach them, 1').fill('030 12345');
    await page.getByRole('button', { name: 'Save' }).click();
    await on('This has changed meanwhile');
    expect(await page.locator('legend').allInnerTexts()).toEqual(
      expect.arrayContaining(['Name', 'Who they are', 'How to reach them']),
    );
    const [theirs, yours] = await page.locator('.version').evaluateAll((versions) =>
      versions.slice(0, 2).map((one) => {
        const { left, top } = one.getBoundingClientRect();
        return { left, top };
      }),
    );
    // Beside each other where there is room, else below.
    expect(yours!.left > theirs!.left).toBe(way.width > 320);
    for (const choice of await page.getByLabel('Keep what is saved now').all()) await choice.check();
    await page.getByLabel('Take what you wrote').nth(1).check();
    await page.getByRole('button', { name: 'Save this' }).click();
    await page.getByRole('heading', { name: `Ada ${long}`, level: 1 }).waitFor();
    expect(await read()).toContain('written here');
  });

  test('what broke on our side is told so, and can be tried again', async () => {
    await page.goto('/contacts');
    await app.pool.query('alter table projected_contacts rename to away');
    await page.goto('/contacts');
    await on('Something went wrong on our side');
    await app.pool.query('alter table away rename to projected_contacts');
    await page.getByRole('link', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Contacts', level: 1 }).waitFor();
  });

  test('while the database is away that is said, and it goes on from there', async () => {
    await page.goto('/settings');
    await withoutDatabase(async () => {
      await page.goto('/contacts');
      await on('Kith can’t reach its memory right now');
    });
    await page.getByRole('link', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Contacts', level: 1 }).waitFor();
  });
});

describe('while no worker runs', () => {
  let asleep: TestApp;
  let other: Chromium;

  beforeAll(async () => {
    asleep = await startApp();
    other = await launchChromium(asleep);
  });
  afterAll(async () => {
    await other?.close();
    await asleep.stop();
  });

  test('somebody just added, whose page is not ready, is told to be safe', async () => {
    const { visitor, accountId } = await asleep.signedIn();
    await settle(asleep.kith, accountId);
    page = await (await other.browsing({ as: visitor, colorScheme: 'dark', width: 320 })).newPage();
    await visitor.submit(await visitor.get('/contacts/new'), '/contacts', { name: 'Slow Sam' });
    await page.goto('/contacts/Slow%20Sam?as_it_stands=1');
    await on('Not ready yet');
    expect(await other.closeTabs()).toEqual([]);
  });
});

async function withoutDatabase(act: () => Promise<void>): Promise<void> {
  const { rows } = await app.pool.query('select current_database() as name');
  const admin = await adminClient();
  await admin.query(`alter database ${rows[0].name} with allow_connections false`);
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
    rows[0].name,
  ]);
  try {
    await act();
  } finally {
    await admin.query(`alter database ${rows[0].name} with allow_connections true`);
    await admin.end();
  }
}
