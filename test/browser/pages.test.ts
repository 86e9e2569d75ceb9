import { createApp } from '../../src/app';
import { outboxAddress } from '../../src/mail/outbox-access';
import { startApp, type TestApp } from '../support/app';
import { routesOf } from '../support/routes';
import type { Visitor } from '../support/visitor';
import { type Browsing, type Chromium, launchChromium } from './support/chromium';
import { look } from './support/look';

let app: TestApp;
let chromium: Chromium;
let visitor: Visitor;

const long = 'Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlstelle';
/**
 * The paths at which every page is checked, in some of its states; `null`: the route shows no page. A new route fails the
 * test until it is listed here.
 */
const pages: Record<string, string[] | null> = {
  'GET /': ['/'],
  'GET /contacts': [
    '/contacts',
    '/contacts?sort=next-meeting&direction=desc',
    '/contacts?q=numbers',
    '/contacts?q=nobody+at+all',
    '/contacts?as_of=2026-11-20',
  ],
  'GET /contacts/new': ['/contacts/new'],
  'GET /contacts/:name': [
    '/contacts/Ada',
    '/contacts/Ada?as_of=2026-11-20',
    `/contacts/${long}`,
    '/contacts/Deleted',
    '/contacts/Nobody',
  ],
  'GET /contacts/:name/edit': ['/contacts/Ada/edit'],
  'GET /contacts/:name/meeting/edit': ['/contacts/Ada/meeting/edit'],
  'GET /contacts/:name/interactions/:interaction/edit': ['/contacts/Ada/interactions/ADAS/edit'],
  'GET /contacts/:name/history': ['/contacts/Ada/history'],
  'GET /contacts/:name/forgetting': ['/contacts/Ada/forgetting'],
  'GET /contacts/:name/export': null,
  'GET /meetings': ['/meetings'],
  'GET /meetings/past': ['/meetings/past'],
  'GET /deleted-contacts': ['/deleted-contacts'],
  'GET /deleted-contacts/:contact/history': ['/deleted-contacts/DELETED/history'],
  'GET /deleted-contacts/:contact/forgetting': ['/deleted-contacts/DELETED/forgetting'],
  'GET /deleted-contacts/:contact/export': null,
  'GET /history': ['/history'],
  'GET /settings': ['/settings'],
  'GET /settings/email': ['/settings/email'],
  'GET /settings/email/:token': ['/settings/email/spent'],
  'GET /settings/password': ['/settings/password'],
  'GET /account/closure': ['/account/closure'],
  'GET /account/export': null,
  'GET /outbox': ['/outbox', '/outbox?key=wrong', '/outbox?key=OUTBOXKEY'],
  // Tested in visits.test.ts, since an email's path isn't known in advance.
  'GET /outbox/:file': null,
  'GET /healthz': null,
  'GET /readyz': null,
  ...ofStrangers(),
};

function ofStrangers() {
  return {
    'GET /sign-up': ['/sign-up', '/sign-up?sent'],
    'GET /sign-up/:token': ['/sign-up/spent'],
    'GET /sign-in': ['/sign-in', '/sign-in?next=/contacts'],
    'GET /password-reset': ['/password-reset', '/password-reset?sent'],
    'GET /password-reset/:token': ['/password-reset/spent'],
    'GET /account-closed': ['/account-closed'],
  };
}

test('every page is checked', () => {
  const shown = routesOf(createApp(app)).filter((route) => route.startsWith('GET '));
  expect(Object.keys(pages).sort()).toEqual(shown.sort());
});

beforeAll(async () => {
  app = await startApp({ worker: true });
  chromium = await launchChromium(app);
  ({ visitor } = await app.signedIn());
  await add({ name: long, description: long, contact_method_value_0: `https://example.org/${long}${long}` });
  const deletion = await visitor.submit(await add({ name: 'Deleted' }), '/contacts/Deleted/deletion');
  positions.DELETED = positionIn(
    deletion.forms.map(({ action }) => action),
    /deleted-contacts\/(\d+)/,
  );
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
  const recorded = await visitor.submit(ada, '/contacts/Ada/interactions', { description: `About ${long}` });
  positions.OUTBOXKEY = new URL(outboxAddress(app.config)!).searchParams.get('key')!;
  positions.ADAS = positionIn(recorded.links, /interactions\/(\d+)/);
});
afterEach(async () => expect(await chromium.closeTabs()).toEqual([]));
afterAll(async () => {
  await chromium?.close();
  await app.stop();
});

/** The positions, and the key, that words in the paths above stand for. */
const positions: Record<string, string> = {};
const positionIn = (addresses: string[], pattern: RegExp) => pattern.exec(addresses.join(' '))![1]!;

const add = async (fields: Record<string, string>) =>
  visitor.submit(await visitor.get('/contacts/new'), '/contacts', fields);

describe.each(['light', 'dark'] as const)('at 320 pixels, %s', (colorScheme) => {
  const narrow = { colorScheme, viewport: { width: 320, height: 640 } };

  test('every page fits and is accessible', async () => {
    const somebody = await chromium.browsing({ ...narrow, as: visitor });
    const stranger = await chromium.browsing(narrow);
    await visitAll(
      somebody,
      Object.values(pages).flatMap((paths) => paths ?? []),
    );
    await visitAll(stranger, ['/', ...Object.values(ofStrangers()).flat()]);
  }, 180_000);

  test('a refused form, a conflict, and an interaction to edit fit, too', async () => {
    const page = await (await chromium.browsing({ ...narrow, as: visitor })).newPage();
    await page.goto('/contacts/Ada');
    await page.getByRole('link', { name: /^Edit conversation/ }).click();
    await page.getByRole('heading', { name: 'Edit conversation' }).waitFor();
    await look(page);

    await page.goto('/contacts/new');
    await page.getByLabel('Name').fill('ada');
    await page.getByRole('button', { name: 'Add contact' }).click();
    await page.getByRole('heading', { name: 'There’s a problem' }).waitFor();
    await look(page);

    await page.goto('/contacts/Ada/edit');
    await visitor.submit(await visitor.get('/contacts/Ada/edit'), '/contacts/Ada', {
      description: `${long} ${Math.random()}`,
    });
    await page.getByLabel('About').fill(`Mine ${long}`);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'This changed while you were editing' }).waitFor();
    await look(page);
  });
});

async function visitAll(person: Browsing, paths: string[]): Promise<void> {
  const page = await person.newPage();
  for (const path of paths) {
    await page.goto(path.replace(/[A-Z]{4,}/, (word) => positions[word]!));
    await look(page);
  }
}
