import { request } from 'node:http';
import { startApp, type TestApp } from '../../support/app';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
  await app.openAccount({ email: 'ada@example.org' });
});
afterAll(() => app.stop());

const ada = { email: 'ada@example.org', password: 'correct horse' };

describe('a form that another site submits', () => {
  it.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': undefined, origin: 'https://evil.example' },
    { 'sec-fetch-site': undefined, origin: 'null' },
  ])('is refused: %j', async (headers) => {
    const { status, text, cookies } = await send('/sign-in', headers);
    expect([status, cookies]).toEqual([403, false]);
    expect(text).toContain('That request came from another site');
  });

  it('cannot sign anyone out', async () => {
    const { visitor } = await app.signedIn();
    const refused = await visitor.post('/sign-out', {}, { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(refused.status).toBe(403);
    expect((await visitor.get('/contacts', { follow: false })).status).toBe(200);
  });

  it.each([
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': undefined, origin: 'own' },
    { 'sec-fetch-site': undefined },
  ])('is accepted with our own headers: %j', async (headers) => {
    expect(await send('/sign-in', headers)).toMatchObject({ status: 303, cookies: true });
  });

  async function send(path: string, wanted: Record<string, string | undefined>) {
    const origin = wanted.origin === 'own' ? app.visitor().baseUrl : wanted.origin;
    const headers = Object.entries({ ...wanted, origin }).filter(([, value]) => value !== undefined);
    const response = await fetch(new URL(path, app.visitor().baseUrl), {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(ada),
      headers: Object.fromEntries(headers) as Record<string, string>,
    });
    return {
      status: response.status,
      text: await response.text(),
      cookies: response.headers.has('set-cookie'),
    };
  }
});

describe('a request that can’t be read', () => {
  it.each([
    ['an invalid UTF-8 sequence', 'email=%FF&password=x', 400],
    ['a lone percent sign', 'email=100%&password=x', 400],
    ['raw bytes that aren’t UTF-8', Buffer.from([0x65, 0x3d, 0xff, 0xfe]), 400],
    ['100 kB from someone who isn’t signed in', `password=${'x'.repeat(100_000)}`, 413],
    ['10 MB', `email=${'x'.repeat(10_000_000)}`, 413],
  ])('%s gets a clear page', async (_name, body, status) => {
    const page = await app.visitor().post('/sign-in', body);
    expect(page.status).toBe(status);
    expect(page.text).not.toMatch(/internal|stack|error:/i);
    expect(page.html).toContain('<h1>');
  });

  it('the page about a form that is too long fits that form', async () => {
    const page = await app.visitor().post('/sign-in', `password=${'x'.repeat(100_000)}`);
    expect(page.text).toContain('Emails and passwords can’t be that long');
    expect(page.text).not.toContain('Notes');
    const { visitor } = await app.signedIn();
    const notes = await visitor.post('/contacts/Bob/meeting', `notes=${'x'.repeat(500_000)}`);
    expect([notes.status, notes.text]).toEqual([413, expect.stringContaining('Notes can be up to 100 kB')]);
  });

  it('with another content type gets a clear page', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await app.visitor().post('/sign-in', '{}', { headers })).status).toBe(415);
  });

  it.each(['/contacts/%FF', '/contacts/%', '/contacts/a%00b', '/sign-in?next=%00', '/sign-up/%C0%AF', '/%'])(
    'for %s gets a clear page',
    async (path) => {
      const { visitor } = await app.signedIn();
      const page = await getRaw(visitor.baseUrl, path, visitor.cookies.get('kith'));
      expect(page.status).toBe(400);
      expect(page.html).toContain('This link is broken');
    },
  );

  it.each(['GET', 'OPTIONS'])('with %s but without a path gets a clear page', async (method) => {
    const page = await getRaw(app.visitor().baseUrl, '*', '', method);
    expect(page.status).toBe(400);
    expect(page.html).toContain('This link is broken');
    expect(app.logged.filter((line) => line.includes('request failed'))).toEqual([]);
  });

  it('with a NUL in the email shows a fault beside the field', async () => {
    const page = await app.visitor().post('/sign-up', { email: 'a\0da@example.org' });
    expect([page.status, page.forms.length > 0]).toEqual([422, true]);
    expect((await app.visitor().post('/sign-in', { email: 'a\0', password: 'b\0' })).status).toBe(422);
  });

  it('with field names like __proto__ is handled safely', async () => {
    const body = '__proto__=x&constructor=y&toString=z&email[]=a&email=no&password=';
    expect((await app.visitor().post('/sign-in', body)).status).toBe(422);
    expect((await app.visitor().post('/sign-up', '__proto__=x')).status).toBe(422);
  });
});

it('does not reveal to people who aren’t signed in which pages exist', async () => {
  const page = await app.visitor().get('/no-such-page');
  expect(page.path).toBe('/sign-in?next=%2Fno-such-page');
  const { visitor } = await app.signedIn();
  expect(await visitor.get('/no-such-page')).toMatchObject({
    status: 404,
    text: expect.stringContaining('Page not found'),
  });
});

/** Sends the path as it is; fetch() would normalize it first. */
function getRaw(
  base: string,
  path: string,
  cookie = '',
  method = 'GET',
): Promise<{ status: number; html: string }> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, path, method, headers: { cookie: `kith=${cookie}` } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, html: Buffer.concat(chunks).toString() }),
        );
      },
    );
    sent.on('error', reject).end();
  });
}
