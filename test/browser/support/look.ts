import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { awake, devtoolsOf, withoutWatching } from './tab';

/**
 * Looks at the page as it stands, and throws for what is wrong with it: a violation that axe-core finds, the other
 * colour scheme's colours, or scrolling sideways, be it as wide as it is, at 320 pixels, with text of twice the size,
 * or both. Works where scripts are off, too. Errors, violated policies and layout shifts need no asking: `closeTabs` tells
 * those of every page. `without`: rules of axe-core that what is shown can't keep.
 */
export async function look(page: Page, { without = [] }: { without?: string[] } = {}): Promise<void> {
  const told = async () =>
    (await faultsOf(page)).filter((fault) => !without.some((rule) => fault.startsWith(`axe ${rule}:`)));
  let faults = await told();
  // Turbo marks the page itself while another is on its way, and may have begun in the middle of the look.
  if (faults.some((fault) => fault.includes('aria-busy'))) faults = await told();
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
  // The size of text that somebody sets in the browser; twice the usual 16 and 13 pixels.
  await page.setViewportSize({ width: Math.max(own.width, 640), height: own.height });
  await devtools.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
  faults.push(...(await tooWide(page, 'with text of twice the size')));
  await page.setViewportSize({ width: 320, height: own.height });
  faults.push(...(await tooWide(page, 'with text of twice the size at 320 pixels')));
  await devtools.send('Page.setFontSizes', { fontSizes: { standard: 16, fixed: 13 } });
  await page.setViewportSize(own);
  return faults;
}

/** The innermost of what reaches beyond the page, where that makes it scroll sideways. */
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
