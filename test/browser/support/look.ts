import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { awake, devtoolsOf, withoutWatching } from './tab';

/**
 * Checks the current page, with or without scripts. Throws an Error if axe-core finds a violation, if the page has the
 * colors of the other color scheme, or if it scrolls horizontally at its own width, at 320 pixels, with text of twice the
 * size, or both. Errors, policy violations and layout shifts are checked on every page anyway; `closeTabs` returns them.
 * `without`: axe-core rules to skip.
 */
export async function look(page: Page, { without = [] }: { without?: string[] } = {}): Promise<void> {
  const remainingFaults = async () =>
    (await faultsOf(page)).filter((fault) => !without.some((rule) => fault.startsWith(`axe ${rule}:`)));
  let faults = await remainingFaults();
  // Turbo marks the page as busy while it loads another, which may have started during the check.
  if (faults.some((fault) => fault.includes('aria-busy'))) faults = await remainingFaults();
  const { pathname, search } = new URL(page.url());
  if (faults.length > 0) throw new Error(faults.map((fault) => `${pathname}${search}: ${fault}`).join('\n'));
}

async function faultsOf(page: Page): Promise<string[]> {
  await page.locator('html:not([aria-busy])').waitFor();
  return awake(page, async () => [
    ...(await violations(page)),
    ...(await schemeFaults(page)),
    ...(await withoutWatching(page, () => sideways(page))),
  ]);
}

const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

type Axe = { run: (context: Document, options: object) => Promise<{ violations: Violation[] }> };
type Violation = { id: string; help: string; nodes: { target: unknown[]; failureSummary?: string }[] };

async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: Axe };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    return (await axe.run(document, { runOnly: tags, rules: { 'target-size': { enabled: true } } }))
      .violations;
  });
  return found.map(({ id, help, nodes }) => {
    const where = nodes.slice(0, 3).map(({ target, failureSummary }) => `${target}: ${failureSummary ?? ''}`);
    return `axe ${id}: ${help}: ${where.join('; ').replace(/\s+/g, ' ')}`;
  });
}

function schemeFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { appearance } = document.documentElement.dataset;
    const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    const wanted = appearance === 'light' || appearance === 'dark' ? appearance : system;
    const paint = document.createElement('canvas').getContext('2d')!;
    paint.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
    paint.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = paint.getImageData(0, 0, 1, 1).data;
    const shown = red + green + blue > 384 ? 'light' : 'dark';
    return shown === wanted ? [] : [`is ${shown}, not ${wanted}`];
  });
}

async function sideways(page: Page): Promise<string[]> {
  const devtools = devtoolsOf(page);
  const own = page.viewportSize() ?? { width: 1280, height: 720 };
  const faults = await tooWide(page, `at ${own.width} pixels`);
  if (own.width > 320) {
    await page.setViewportSize({ width: 320, height: own.height });
    faults.push(...(await tooWide(page, 'at 320 pixels')));
  }
  // The browser's text size setting: twice the default of 16 and 13 pixels.
  await page.setViewportSize({ width: Math.max(own.width, 640), height: own.height });
  await devtools.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
  faults.push(...(await tooWide(page, 'with text of twice the size')));
  await page.setViewportSize({ width: 320, height: own.height });
  faults.push(...(await tooWide(page, 'with text of twice the size at 320 pixels')));
  await devtools.send('Page.setFontSizes', { fontSizes: { standard: 16, fixed: 13 } });
  await page.setViewportSize(own);
  return faults;
}

/** Returns the innermost elements that make the page scroll horizontally. */
function tooWide(page: Page, when: string): Promise<string[]> {
  return page.evaluate((when) => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const beyond = [...document.querySelectorAll('body *')].filter(
      (one) => one.getBoundingClientRect().right > clientWidth + 1,
    );
    const innermost = beyond.filter((one) => !beyond.some((other) => other !== one && one.contains(other)));
    const names = innermost.slice(0, 3).map((one) => `${one.tagName.toLowerCase()}.${one.className}`);
    return [`is ${scrollWidth} wide ${when}: ${names.join(', ')}`];
  }, when);
}
