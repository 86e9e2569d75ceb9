import type { Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app';
import { until } from '../support/processes';
import { type Chromium, launchChromium } from './support/chromium';
import { look } from './support/look';

let app: TestApp;
let chromium: Chromium;

beforeAll(async () => {
  app = await startApp();
  chromium = await launchChromium(app);
});
afterAll(async () => {
  await chromium?.close();
  await app.stop();
});

/** Replaces our page with one of these parts, with our content security policy. */
async function opened(page: Page, head: string, main: string): Promise<void> {
  await page.route('/', async (route) => {
    const response = await route.fetch();
    const body = `<!doctype html><html lang="en"><head><title>Made up</title><meta name="viewport" content="width=device-width">
      ${head}</head><body><main><h1>Made up</h1>${main}</main></body></html>`;
    await route.fulfill({ response, body });
  });
  await page.route('/made-up.css', (route) => route.fulfill({ contentType: 'text/css', body: css }));
  await page.route('/bright.css', (route) => route.fulfill({ contentType: 'text/css', body: bright }));
  await page.goto('/');
}

const css = `
  :root { color-scheme: light dark; background: Canvas }
  .wide { inline-size: 60rem }
  .grows { animation: grow 300ms step-end both }
  @keyframes grow { to { padding-block-start: 200px } }`;
const bright = ':root { background: #fff }';
const style = '<link rel="stylesheet" href="/made-up.css">';

describe.each([true, false])('scripts: %s', (scripts) => {
  test('a page without faults passes', async () => {
    const page = await (await chromium.browsing({ scripts })).newPage();
    await opened(page, style, '<p>All is well.</p>');
    await look(page);
    expect(await chromium.closeTabs()).toEqual([]);
  });

  test('accessibility violations, horizontal scrolling, and wrong colors are found', async () => {
    const page = await (await chromium.browsing({ scripts, colorScheme: 'dark' })).newPage();
    await opened(
      page,
      '<link rel="stylesheet" href="/bright.css">',
      '<img src="/assets/none.svg"><p class="wide">Wide</p>',
    );
    await expect(look(page)).rejects.toThrow(/axe image-alt.*is light, not dark/s);
    await chromium.closeTabs();
    const other = await (await chromium.browsing({ scripts })).newPage();
    await opened(other, style, '<p class="wide">Wide</p>');
    await expect(look(other)).rejects.toThrow(
      /wide at 320 pixels: p\.wide.*wide with text of twice the size/s,
    );
    await chromium.closeTabs();
  });

  test('layout shifts and policy violations are reported when the tabs are closed', async () => {
    const page = await (await chromium.browsing({ scripts })).newPage();
    await opened(
      page,
      `${style}<style>p { color: red }</style>`,
      `<p class="grows"></p><h2>Pushed down</h2>${'<p>With all this</p>'.repeat(9)}`,
    );
    await until(() => page.evaluate(() => document.querySelector('.grows')!.clientHeight === 200));
    await look(page).catch(() => undefined);
    const faults = (await chromium.closeTabs()).join('\n');
    expect(faults).toMatch(/Content Security Policy/);
    expect(faults).toMatch(/the layout shifts/);
  });
});
