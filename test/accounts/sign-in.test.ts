import { startApp, type TestApp } from '../support/app';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
  await app.openAccount({ email: 'ada@example.org', password: 'correct horse' });
});
afterAll(() => app.stop());

const ada = { email: 'Ada@example.org', password: 'correct horse' };

describe('signing in', () => {
  it('needs the right email and password, and does not reveal which one is wrong', async () => {
    const wrong = await app.visitor().post('/sign-in', { ...ada, password: 'wrong horse' });
    const unknown = await app.visitor().post('/sign-in', { ...ada, email: 'bob@example.org' });
    expect(wrong.status).toBe(422);
    expect(unknown.status).toBe(wrong.status);
    expect(unknown.html.replaceAll('bob@', 'Ada@')).toBe(wrong.html);
    expect(wrong.headers.get('set-cookie')).toBeNull();
    const right = await app.visitor().post('/sign-in', ada, { follow: false });
    expect([right.status, right.headers.get('location')]).toEqual([303, '/']);
  });

  it('returns to the requested page, and never to another site', async () => {
    const visitor = app.visitor();
    const form = await visitor.get('/contacts/Bob?page=2');
    expect(form.path).toBe(`/sign-in?next=${encodeURIComponent('/contacts/Bob?page=2')}`);
    const { next } = form.forms.find(({ action }) => action === '/sign-in')!.fields;
    const back = await visitor.post('/sign-in', { ...ada, next: next! }, { follow: false });
    expect(back.headers.get('location')).toBe('/contacts/Bob?page=2');
    for (const elsewhere of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
      const answer = await app.visitor().post('/sign-in', { ...ada, next: elsewhere }, { follow: false });
      expect(answer.headers.get('location')).toBe('/');
    }
  });

  it('shows why the person is here, and nothing for an unknown reason', async () => {
    const textAfter = async (after: string) => (await app.visitor().get(`/sign-in?after=${after}`)).text;
    expect(await textAfter('reset')).toContain('Your password was changed.');
    const plain = (await app.visitor().get('/sign-in')).text;
    for (const word of ['constructor', 'toString', '__proto__', 'nonsense', '']) {
      expect(await textAfter(word)).toBe(plain);
    }
  });

  it('sets a cookie that scripts, other sites, and plain HTTP don’t get', async () => {
    const answer = await app.visitor().post('/sign-in', ada, { follow: false });
    const cookie = answer.headers.getSetCookie().find((one) => one.startsWith('kith='));
    expect(cookie).toMatch(/^kith=.*; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/);
    const secure = await startApp({ env: { BASE_URL: 'https://kith.example.org' } });
    try {
      await secure.openAccount(ada);
      const headers = { 'x-forwarded-proto': 'https' };
      const { headers: got } = await secure.visitor(headers).post('/sign-in', ada, { follow: false });
      expect(got.getSetCookie()).toHaveLength(2);
      for (const one of got.getSetCookie()) expect(one).toMatch(/; HttpOnly; Secure; SameSite=Lax$/);
      expect(got.get('strict-transport-security')).toMatch(/max-age=\d+/);
    } finally {
      await secure.stop();
    }
  });

  it('accepts no session ID from outside, and issues a new one each time', async () => {
    const visitor = app.visitor();
    visitor.cookies.set('kith', 's%3Achosen-by-somebody.else');
    await visitor.post('/sign-in', ada, { follow: false });
    const first = visitor.cookies.get('kith');
    expect(first).not.toContain('chosen');
    await visitor.post('/sign-in', ada, { follow: false });
    expect(visitor.cookies.get('kith')).not.toBe(first);
    const old = app.visitor();
    old.cookies.set('kith', first!);
    expect((await old.get('/contacts')).path).toMatch(/^\/sign-in/);
  });

  it('creates no cookie and no row for people who aren’t signed in', async () => {
    const count = async () => (await app.pool.query('select from sessions')).rowCount;
    const before = await count();
    const visitor = app.visitor();
    for (const path of ['/', '/sign-in', '/sign-up', '/contacts']) await visitor.get(path);
    expect(visitor.cookies.size).toBe(0);
    expect(await count()).toBe(before);
  });

  it('ends on signing out, in this browser only', async () => {
    const [here, there] = [app.visitor(), app.visitor()];
    for (const visitor of [here, there]) await visitor.post('/sign-in', ada, { follow: false });
    const kept = here.cookies.get('kith')!;
    const out = await here.post('/sign-out', {});
    // The other cookie only says that this browser signed in before.
    expect([out.path, ...here.cookies.keys()]).toEqual(['/', 'kith-browser']);
    here.cookies.set('kith', kept);
    expect((await here.get('/contacts')).path).toMatch(/^\/sign-in/);
    const still = await there.get('/contacts', { follow: false });
    expect(still.headers.get('location')).not.toBe('/sign-in');
    expect(still.headers.get('cache-control')).toBe('no-store');
  });
});
