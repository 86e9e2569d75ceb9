import type { Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app';
import type { Visitor } from '../support/visitor';
import { type Chromium, launchChromium } from './support/chromium';
import { devtoolsOf } from './support/tab';

/** The most bytes of a first and a later visit, as transferred: headers and compressed bodies. */
const [firstMost, laterMost] = [80_000, 15_000];

let app: TestApp;
let chromium: Chromium;
let visitor: Visitor;

beforeAll(async () => {
  app = await startApp({ worker: true });
  chromium = await launchChromium(app);
  ({ visitor } = await app.signedIn());
  for (const name of ['Ada', 'Bob']) await addWithAYear(name);
});
afterEach(async () => expect(await chromium.closeTabs()).toEqual([]));
afterAll(async () => {
  await chromium?.close();
  await app.stop();
});

test('a first visit to a contact transfers at most 80 kB in total, later ones 15 kB, with Turbo or without', async () => {
  const page = await (await chromium.browsing({ as: visitor })).newPage();
  const bytesSince = await countBytes(page);
  await page.goto('/contacts/Ada');
  const first = await bytesSince();
  await page.goto('/contacts/Bob');
  const later = await bytesSince();
  await page.goto('/contacts');
  await bytesSince();
  await page.getByRole('link', { name: 'Ada', exact: true }).click();
  await page.getByRole('heading', { name: 'Ada', level: 1 }).waitFor();
  const inPlace = await bytesSince();
  expect(first).toBeGreaterThan(20_000);
  for (const bytes of [later, inPlace]) expect(bytes).toBeGreaterThan(1000);
  expect({ first: first <= firstMost, later: later <= laterMost, inPlace: inPlace <= laterMost }).toEqual({
    first: true,
    later: true,
    inPlace: true,
  });
  if (process.env.KITH_FIGURES) console.log({ first, later, inPlace });
});

/** Returns a function that waits until the network is idle, and returns the bytes transferred since its last call. */
async function countBytes(page: Page): Promise<() => Promise<number>> {
  const devtools = devtoolsOf(page);
  let bytes = 0;
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await devtools.send('Network.enable');
  return async () => {
    await page.waitForLoadState('networkidle');
    const transferred = bytes;
    bytes = 0;
    return transferred;
  };
}

/** Adds a contact with fifty interactions, two contact methods, and a page of notes. */
async function addWithAYear(name: string): Promise<void> {
  const added = await visitor.submit(await visitor.get('/contacts/new'), '/contacts', {
    name,
    description: words(40, name.length),
    contact_method_value_0: `${name}@example.org`.toLowerCase(),
    contact_method_value_1: '+49 30 23125 010',
  });
  for (let week = 0; week < 50; week += 1) {
    const interacted_on = new Date(Date.now() - week * 7 * 86_400_000 - 86_400_000)
      .toISOString()
      .slice(0, 10);
    const description = words(12, week + name.length * 97);
    await visitor.submit(added, /interactions$/, { interacted_on, description, token: `${name}-${week}` });
  }
  const notes = Array.from({ length: 12 }, (_, line) => `- ${words(9, line * 31)}`).join('\n');
  await visitor.submit(await visitor.get(`/contacts/${name}/meeting/edit`), /meeting$/, { notes });
}

/** Returns varied text, as people write it, since repeated text would compress too well. */
function words(count: number, seed: number): string {
  const some =
    'bees garden coffee letter sister Lagos river train soup violin moving birthday Porto job exam boat harvest winter'.split(
      ' ',
    );
  return Array.from({ length: count }, (_, n) => some[(seed * 7 + n * n * 13 + n * 5) % some.length]).join(
    ' ',
  );
}
