import { startApp, type TestApp } from '../support/app';
import type { Visitor } from '../support/visitor';
import { type Browsing, type Chromium, launchChromium } from './support/chromium';
import { look } from './support/look';

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
    await visitAll(somebody, everyPage);
    await visitAll(stranger, withoutAccount);
  });

  test('a refused form, a conflict, and an interaction to correct fit too', async () => {
    const page = await (await chromium.browsing({ ...narrow, as: visitor })).newPage();
    await page.goto('/contacts/Ada');
    await page.getByRole('link', { name: /^Correct/ }).click();
    await page.getByRole('heading', { name: 'Correct what you noted' }).waitFor();
    await look(page);

    await page.goto('/contacts/new');
    await page.getByLabel('Name').fill('ada');
    await page.getByRole('button', { name: 'Add this contact' }).click();
    await page.getByRole('heading', { name: 'One thing needs another look' }).waitFor();
    await look(page);

    await page.goto('/contacts/Ada/edit');
    await visitor.submit(await visitor.get('/contacts/Ada/edit'), '/contacts/Ada', {
      description: `${long} ${Math.random()}`,
    });
    await page.getByLabel('Who they are').fill(`Mine ${long}`);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'This has changed meanwhile' }).waitFor();
    await look(page);
  });
});

async function visitAll(person: Browsing, paths: string[]): Promise<void> {
  const page = await person.newPage();
  for (const path of paths) {
    await page.goto(path);
    await look(page);
  }
}
