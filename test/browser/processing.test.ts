import type { Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app';
import type { Visitor } from '../support/visitor';
import { endWorkers, untilCaughtUp, workerWithin } from '../support/workers';
import { type Chromium, launchChromium } from './support/chromium';
import { look } from './support/look';

let app: TestApp;
let chromium: Chromium;
let visitor: Visitor;

beforeAll(async () => {
  app = await startApp();
  chromium = await launchChromium(app);
});
/** Adds contacts and lets the projections catch up. No worker runs afterward. */
beforeEach(async () => {
  ({ visitor } = await app.signedIn());
  for (const name of ['Ada', 'Bystander'])
    await visitor.submit(await visitor.get('/contacts/new'), '/contacts', { name, description: 'as before' });
  await startWorker();
  await untilCaughtUp(app.kith);
  await endWorkers();
});
afterEach(async () => {
  await endWorkers();
  expect(await chromium.closeTabs()).toEqual([]);
});
afterAll(async () => {
  await chromium?.close();
  await app.stop();
});

const startWorker = () => workerWithin({ url: app.pool.options.connectionString!, pool: app.pool });
const toProcessing = (page: Page) => page.getByRole('heading', { name: 'Processing…' }).waitFor();

describe.each([
  ['with scripts', true],
  ['without scripts', false],
])('%s, while no worker runs', (_how, scripts) => {
  let page: Page;

  beforeEach(async () => {
    page = await (await chromium.browsing({ scripts, as: visitor })).newPage();
    await page.goto('/contacts/Ada/edit');
    await page.getByLabel('About').fill('just written');
    await page.getByRole('button', { name: 'Save' }).click();
    await toProcessing(page);
    await page.getByText('The page will be ready in a moment').waitFor();
    await page.getByText('Ada: You changed “About”').waitFor();
  });

  test('the page is shown as soon as a worker runs', async () => {
    await startWorker();
    await page.getByRole('heading', { name: 'Ada', level: 1 }).waitFor();
    await page.getByText('just written').waitFor();
    expect(new URL(page.url()).pathname).toBe('/contacts/Ada');
  });

  test('after some seconds, it says so and offers to show the page anyway', async () => {
    await app.pool.query(`update sessions set written_at = written_at - interval '6 seconds'`);
    await page.getByText('isn’t running right now').waitFor();
    if (scripts) await look(page);
    await page.getByRole('link', { name: 'Show the page anyway' }).click();
    await page.getByRole('heading', { name: 'Ada', level: 1 }).waitFor();
    expect(await page.locator('main').innerText()).toContain('as before');
    await page.goto('/contacts/Bystander');
    await toProcessing(page);
    await startWorker();
    await page.getByRole('heading', { name: 'Bystander', level: 1 }).waitFor();
    expect((await visitor.get('/contacts/Ada')).text).toContain('just written');
  });
});

test('with scripts, the page has no refresh that could interrupt a click', async () => {
  const page = await (await chromium.browsing({ as: visitor })).newPage();
  await page.goto('/contacts/Ada/edit');
  await page.getByLabel('About').fill('just written');
  await page.getByRole('button', { name: 'Save' }).click();
  await toProcessing(page);
  await look(page);
  // A pending refresh can be neither observed nor canceled, so there must be none.
  expect(await page.locator('meta[http-equiv="refresh"]').count()).toBe(0);
  await page.reload();
  await toProcessing(page);
  expect(await page.locator('meta[http-equiv="refresh"]').count()).toBe(0);
});
