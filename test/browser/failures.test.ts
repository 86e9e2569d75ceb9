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

/** Some of the ways to browse: with and without scripts, dark and light. */
describe.each(ways.slice(1, 3))('$name', (way) => {
  beforeEach(async () => {
    ({ visitor } = await app.signedIn({ email: `${Math.random()}@example.org` }));
    page = await (await chromium.browsing({ ...way, as: visitor, allowing: [500, 503] })).newPage();
  });

  test('pages that don’t exist link to a search or to the home page', async () => {
    await page.goto('/nowhere');
    await on('Page not found');
    await page.goto('/contacts/Nobody');
    await on('Contact not found');
    await page.getByLabel('Search your contacts').fill('Ada');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.waitForURL(/\/contacts\?q=Ada/);
    const stranger = await (await chromium.browsing(way)).newPage();
    await stranger.goto('/password-reset/spent');
    await stranger.getByRole('heading', { name: 'This link no longer works' }).waitFor();
    await look(stranger);
    await stranger.goto('/sign-up/spent');
    await stranger.getByRole('link', { name: 'Sign in' }).first().waitFor();
    await look(stranger);
  });

  test('a fault is shown beside its field', async () => {
    await page.goto('/contacts/new');
    await page.getByLabel('Name').evaluate((one) => one.removeAttribute('required'));
    await page.getByLabel('About').fill('typed with care');
    await page.getByRole('button', { name: 'Add contact' }).click();
    await page.getByRole('alert').waitFor();
    await look(page);
    expect(await page.getByLabel('About').inputValue()).toBe('typed with care');
  });

  test('two versions of each field are shown side by side, and each field is chosen separately', async () => {
    const fields = { name: 'Ada', description: 'at first', contact_method_value_0: '@ada' };
    await visitor.submit(await visitor.get('/contacts/new'), '/contacts', fields);
    await page.goto('/contacts/Ada/edit');
    await visitor.submit(await visitor.get('/contacts/Ada/edit'), '/contacts/Ada', {
      name: `Ada ${long}`,
      description: `elsewhere ${long}`,
      contact_method_value_0: 'ada@example.org',
    });
    await page.getByLabel('Name').fill('مريم');
    await page.getByLabel('About').fill('written here');
    await page.getByLabel('Contact method 1').fill('030 12345');
    await page.getByRole('button', { name: 'Save' }).click();
    await on('This changed while you were editing');
    expect(await page.locator('legend').allInnerTexts()).toEqual(
      expect.arrayContaining(['Name', 'About', 'Contact info']),
    );
    const [theirs, yours] = await page.locator('.version').evaluateAll((versions) =>
      versions.slice(0, 2).map((one) => {
        const { left, top } = one.getBoundingClientRect();
        return { left, top };
      }),
    );
    // Side by side if there is room, else one below the other.
    expect(yours!.left > theirs!.left).toBe(way.width > 320);
    for (const choice of await page.getByLabel('Keep the saved version').all()) await choice.check();
    await page.getByLabel('Use what you wrote').nth(1).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: `Ada ${long}`, level: 1 }).waitFor();
    expect(await read()).toContain('written here');
  });

  test('an internal error has a page that offers to try again', async () => {
    await page.goto('/contacts');
    await app.pool.query('alter table projected_contacts rename to away');
    await page.goto('/contacts');
    await on('Something went wrong on our side');
    await app.pool.query('alter table away rename to projected_contacts');
    await page.getByRole('link', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Contacts', level: 1 }).waitFor();
  });

  test('while the database is down, the page says so and offers to try again', async () => {
    await page.goto('/settings');
    await withoutDatabase(async () => {
      await page.goto('/contacts');
      await on('Kith can’t reach its database right now');
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

  test('the page of a contact that was just added says that it is saved but not ready', async () => {
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
