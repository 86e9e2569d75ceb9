import { fillDemo } from '../../src/ops/demo/fill-demo';
import { startApp, type TestApp } from '../support/app';
import type { Visitor } from '../support/visitor';
import { untilCaughtUp } from '../support/workers';
import { type Chromium, launchChromium } from './support/chromium';
import { look } from './support/look';

/** `KITH_SCREENSHOTS=1 npm run test:browser -- screenshots` takes the screenshots in docs/screenshots/. */
const wanted = process.env.KITH_SCREENSHOTS === '1' ? describe : describe.skip;

const pages: [stem: string, path: string, height: number][] = [
  ['today', '/', 900],
  ['contacts', '/contacts', 900],
  ['search', '/contacts?q=bees', 640],
  ['contact', '/contacts/Amara%20Okafor', 1000],
  ['history', '/contacts/Amara%20Okafor/history', 800],
  ['meetings', '/meetings', 800],
  ['settings', '/settings', 1000],
];

wanted.each(['light', 'dark'] as const)('the screenshots, %s', (colorScheme) => {
  let app: TestApp;
  let chromium: Chromium;
  let visitor: Visitor;

  beforeAll(async () => {
    app = await startApp({ worker: true, clock: () => new Date('2026-11-21T09:00:00Z') });
    chromium = await launchChromium(app);
    visitor = await signedInToDemo(app);
  });
  afterEach(async () => expect(await chromium.closeTabs()).toEqual([]));
  afterAll(async () => {
    await chromium?.close();
    await app.stop();
  });

  test.each(pages)('%s', async (stem, path, height) => {
    const viewport = { width: 1200, height };
    const page = await (await chromium.browsing({ colorScheme, viewport, as: visitor })).newPage();
    await page.goto(path);
    await look(page);
    const name = colorScheme === 'light' ? stem : `${stem}-dark`;
    await page.screenshot({ path: `docs/screenshots/${name}.png` });
  });
});

async function signedInToDemo({ kith, visitor }: TestApp): Promise<Visitor> {
  const demo = { email: 'demo@kith.example', today: '2026-11-21', zone: 'Europe/Berlin' };
  const password = 'vilo-nasu-peki-rado';
  await fillDemo(kith, demo, password);
  await untilCaughtUp(kith);
  const browser = visitor();
  await browser.post('/sign-in', { email: demo.email, password });
  // Shows confirmations, which appear only once, before the screenshots.
  await browser.get('/');
  return browser;
}
