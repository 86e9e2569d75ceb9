import { startApp, type TestApp } from '../support/app';
import type { Page, Visitor } from '../support/visitor';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1';

let now = new Date('2026-11-21T12:00:00Z');
let app: TestApp;
beforeAll(async () => {
  app = await startApp({ worker: true, clock: () => now });
});
afterAll(() => app.stop());

async function browser(email: string, userAgent: string): Promise<Visitor> {
  const visitor = app.visitor({ 'user-agent': userAgent });
  await visitor.post('/sign-in', { email, password: 'correct horse' });
  return visitor;
}

const handles = (page: Page) =>
  page.forms.flatMap(({ fields }) =>
    fields.browser !== undefined && fields.browser !== 'every' ? [fields.browser] : [],
  );
const isSignedIn = async (visitor: Visitor) => (await visitor.get('/settings')).path === '/settings';

describe('the list of signed-in browsers', () => {
  it('names each browser and when it was last seen, and marks this one', async () => {
    const email = 'ada@example.org';
    await app.openAccount({ email });
    await browser('ada@example.org', iphone);
    const laptop = await browser(email, firefox);
    await app.signedIn();
    now = new Date('2026-11-23T09:00:00Z');
    const page = await laptop.get('/settings');
    expect(page.text).toMatch(/Firefox on Linux\s+This browser/);
    expect(page.text).toMatch(/Safari on an iPhone\s+Last seen/);
    expect(page.text.match(/Last seen/g)).toHaveLength(1);
    const { rows } = await app.pool.query(
      `select last_seen_at from sessions where browser = 'Firefox on Linux'`,
    );
    expect(rows).toEqual([{ last_seen_at: now }]);
  });

  it('signs out one browser, and none of another account', async () => {
    const email = 'one@example.org';
    await app.openAccount({ email });
    const [phone, laptop, bystander] = [
      await browser(email, iphone),
      await browser(email, firefox),
      (await app.signedIn()).visitor,
    ];
    const page = await laptop.get('/settings');
    const [handle = ''] = handles(page);
    expect(handles(page)).toHaveLength(1);
    expect((await bystander.post('/settings/sign-outs', { browser: handle })).status).toBe(200);
    expect(await isSignedIn(phone)).toBe(true);
    const done = await laptop.post('/settings/sign-outs', { browser: handle });
    expect(done.text).toContain('That browser is signed out.');
    expect([await isSignedIn(phone), await isSignedIn(laptop), await isSignedIn(bystander)]).toEqual([
      false,
      true,
      true,
    ]);
    expect((await laptop.post('/settings/sign-outs', { browser: 'nonsense' })).status).toBe(200);
    expect(await isSignedIn(laptop)).toBe(true);
  });

  it('signs out all browsers at once, including this one', async () => {
    const email = 'every@example.org';
    await app.openAccount({ email });
    const [phone, laptop, bystander] = [
      await browser(email, iphone),
      await browser(email, firefox),
      (await app.signedIn()).visitor,
    ];
    const page = await laptop.post('/settings/sign-outs', { browser: 'every' });
    expect(page.path).toBe('/sign-in?after=everywhere');
    expect(page.text).toContain('You’re signed out everywhere.');
    expect([await isSignedIn(phone), await isSignedIn(laptop), await isSignedIn(bystander)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('stores neither IP addresses nor user agents', async () => {
    const { rows } = await app.pool.query('select * from sessions');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toMatch(/127\.0\.0\.1|Mozilla|Gecko/);
  });

  it('does not reveal session IDs', async () => {
    const { visitor } = await app.signedIn();
    const sid = decodeURIComponent(visitor.cookies.get('kith')!).replace(/^s:|\..*$/g, '');
    expect((await visitor.get('/settings')).html).not.toContain(sid);
  });
});
