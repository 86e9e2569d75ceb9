import type { Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app';
import { type Browsing, type Chromium, launchChromium } from '../support/browser';
import type { Visitor } from '../support/visitor';

let app: TestApp;
let chromium: Chromium;
let visitor: Visitor;

const long = 'Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlstelle';
const everyPage = [
  '/contacts',
  '/contacts?sort=next-meeting&direction=desc',
  '/contacts?as_of=2026-11-20',
  '/contacts/new',
  '/contacts/Ada',
  '/contacts/Ada?as_of=2026-11-20',
  '/contacts/Ada/edit',
  '/contacts/Ada/meeting/edit',
  `/contacts/${long}`,
  '/contacts/Deleted',
  '/contacts/Nobody',
  '/deleted-contacts',
  '/settings',
  '/outbox',
];
const withoutAccount = [
  '/',
  '/sign-up',
  '/sign-in',
  '/password-reset',
  '/sign-up/spent',
  '/password-reset/spent',
];

beforeAll(async () => {
  app = await startApp({ worker: true });
  chromium = await launchChromium(app);
  ({ visitor } = await app.signedIn());
  await add({ name: long, description: long, contact_method_value_0: `https://example.org/${long}${long}` });
  await visitor.submit(await add({ name: 'Deleted' }), '/contacts/Deleted/deletion');
  const ada = await add({
    name: 'Ada',
    description: `Counts. ${long}`,
    contact_method_value_0: 'ada@example.org',
    contact_method_value_1: 'x'.repeat(500),
    contact_method_label_1: 'y'.repeat(50),
  });
  const notes = `# Numbers\n\n- **${long}**\n\n| a | b |\n|---|---|\n| ${long} | ${long} |\n\n\`\`\`\n${long}${long}\n\`\`\``;
  const meeting = await visitor.get('/contacts/Ada/meeting/edit');
  await visitor.submit(meeting, '/contacts/Ada/meeting', { meeting_on: '2199-11-24', notes });
  await visitor.submit(ada, '/contacts/Ada/interactions', { description: `About ${long}` });
});
afterEach(async () => expect(await chromium.closeTabs()).toEqual([]));
afterAll(async () => {
  await chromium?.close();
  await app.stop();
});

const add = async (fields: Record<string, string>) =>
  visitor.submit(await visitor.get('/contacts/new'), '/contacts', fields);

describe.each(['light', 'dark'] as const)('at 320 pixels, %s', (colorScheme) => {
  const narrow = { colorScheme, viewport: { width: 320, height: 640 } };

  test('every page fits, and can be read', async () => {
    const somebody = await chromium.browsing({ ...narrow, as: visitor });
    const stranger = await chromium.browsing(narrow);
    const found = [...(await look(somebody, everyPage)), ...(await look(stranger, withoutAccount))];
    expect(found).toEqual([]);
  });

  test('a refused form, a conflict, and an interaction to correct fit too', async () => {
    const page = await (await chromium.browsing({ ...narrow, as: visitor })).newPage();
    await page.goto('/contacts/Ada');
    await page.getByRole('link', { name: /^Correct/ }).click();
    await page.getByRole('heading', { name: 'Correct what you noted' }).waitFor();
    expect(await faultsOf(page, colorScheme)).toEqual([]);

    await page.goto('/contacts/new');
    await page.getByLabel('Name').fill('ada');
    await page.getByRole('button', { name: 'Add this contact' }).click();
    await page.getByRole('heading', { name: 'One thing needs another look' }).waitFor();
    expect(await faultsOf(page, colorScheme)).toEqual([]);

    await page.goto('/contacts/Ada/edit');
    await visitor.submit(await visitor.get('/contacts/Ada/edit'), '/contacts/Ada', {
      description: `${long} ${Math.random()}`,
    });
    await page.getByLabel('Who they are').fill(`Mine ${long}`);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'This has changed meanwhile' }).waitFor();
    expect(await faultsOf(page, colorScheme)).toEqual([]);
  });

  async function look(person: Browsing, paths: string[]): Promise<string[]> {
    const page = await person.newPage();
    const faults: string[] = [];
    for (const path of paths) {
      await page.goto(path);
      faults.push(...(await faultsOf(page, colorScheme)).map((fault) => `${path}: ${fault}`));
    }
    return faults;
  }
});

/** What is wrong with how a page looks: it scrolls sideways, has the other scheme's colours, or text too faint. */
function faultsOf(page: Page, scheme: 'light' | 'dark'): Promise<string[]> {
  return page.evaluate((wanted) => {
    const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    const faults: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) faults.push(`is ${scrollWidth} wide`);
    if (luminance([document.documentElement]) > 0.5 !== (wanted === 'light')) faults.push(`is not ${wanted}`);
    for (const one of document.querySelectorAll<HTMLElement>('main *, header *')) {
      const says = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
      if (!says || !one.checkVisibility() || one.matches('option, .visually-hidden')) continue;
      const ratio = contrast(one);
      if (ratio < 4.5) faults.push(`${ratio.toFixed(1)}: ${one.className} ${one.textContent?.trim()}`);
    }
    return faults;

    /** WCAG 2.2, 1.4.3 */
    function contrast(one: HTMLElement): number {
      const behind = upwards(one);
      const [dark, bright] = [luminance(behind), luminance(behind, getComputedStyle(one).color)].sort(
        (a, b) => a - b,
      );
      return (bright! + 0.05) / (dark! + 0.05);
    }

    function upwards(one: HTMLElement | null): HTMLElement[] {
      return one ? [...upwards(one.parentElement), one] : [];
    }

    /** Of what the elements paint over each other, and the ink on top of it. */
    function luminance(layers: HTMLElement[], ink?: string): number {
      const inks = layers.map((one) => getComputedStyle(one).backgroundColor);
      for (const colour of ['Canvas', ...inks, ...(ink ? [ink] : [])]) {
        paint.fillStyle = colour;
        paint.fillRect(0, 0, 1, 1);
      }
      const [red, green, blue] = [...paint.getImageData(0, 0, 1, 1).data].map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
    }
  }, scheme);
}
