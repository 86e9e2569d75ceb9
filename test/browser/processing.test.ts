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
/** Ada and all others are in the projections; no worker runs any more. */
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
    await page.getByLabel('Who they are').fill('written meanwhile');
    await page.getByRole('button', { name: 'Save' }).click();
    await toProcessing(page);
    await page.getByText('The page follows in a moment').waitFor();
    await page.getByText('Ada: You changed the description').waitFor();
  });

  test('the page waits, and goes on by itself when the worker comes', async () => {
    await startWorker();
    await page.getByRole('heading', { name: 'Ada', level: 1 }).waitFor();
    await page.getByText('written meanwhile').waitFor();
    expect(new URL(page.url()).pathname).toBe('/contacts/Ada');
  });

  test('it says so after some seconds, and shows the page as it stands to whoever asks', async () => {
    await app.pool.query(`update sessions set written_at = written_at - interval '6 seconds'`);
    await page.getByText('not running just now').waitFor();
    if (scripts) await look(page);
    await page.getByRole('link', { name: 'Show the page as it stands' }).click();
    await page.getByRole('heading', { name: 'Ada', level: 1 }).waitFor();
    expect(await page.locator('main').innerText()).toContain('as before');
    await page.goto('/contacts/Bystander');
    await toProcessing(page);
    await startWorker();
    await page.getByRole('heading', { name: 'Bystander', level: 1 }).waitFor();
    expect((await visitor.get('/contacts/Ada')).text).toContain('written meanwhile');
  });
});

test('with scripts, no refresh carries off whoever has clicked on meanwhile', async () => {
  const page = await (await chromium.browsing({ as: visitor })).newPage();
  await page.goto('/contacts/Ada/edit');
  await page.getByLabel('Who they are').fill('written meanwhile');
  await page.getByRole('button', { name: 'Save' }).click();
  await toProcessing(page);
  await look(page);
  // A refresh that a browser has begun to wait for can't be seen, nor stopped; so there must be none to obey.
  expect(await page.locator('meta[http-equiv="refresh"]').count()).toBe(0);
  await page.reload();
  await toProcessing(page);
  expect(await page.locator('meta[http-equiv="refresh"]').count()).toBe(0);
});
