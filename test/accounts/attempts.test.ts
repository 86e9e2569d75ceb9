import { countAttempts } from '../../src/accounts/attempts';
import { startApp, type TestApp } from '../support/app';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
  await app.openAccount({ email: 'ada@example.org' });
});
afterAll(() => app.stop());

describe('too many attempts', () => {
  it('to sign in are blocked, with or without an account, and the response says when to retry', async () => {
    const visitor = app.visitor();
    const answers: Record<string, unknown[]> = { 'ada@example.org': [], 'nobody@example.org': [] };
    for (const email of Object.keys(answers)) {
      for (let n = 1; n <= 11; n++) {
        const { status, text } = await visitor.post('/sign-in', { email, password: `guess ${n}` });
        answers[email]!.push({ status, text: text.replaceAll(email, '') });
      }
    }
    expect(answers['nobody@example.org']).toEqual(answers['ada@example.org']);
    expect(answers['ada@example.org']!.map((answer) => (answer as { status: number }).status)).toEqual([
      ...Array(10).fill(422),
      429,
    ]);
    const blocked = await visitor.post('/sign-in', { email: 'ada@example.org', password: 'correct horse' });
    expect(blocked.status).toBe(429);
    expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(blocked.headers.get('retry-after'))).toBeLessThanOrEqual(15 * 60);
    expect(blocked.text).toContain('Please wait');

    const bystander = await app.signedIn();
    expect([...bystander.visitor.cookies.keys()].sort()).toEqual(['kith', 'kith-browser']);
  });

  it('are counted by the real IP address, not by the one in a header', async () => {
    const statuses = [];
    for (let n = 1; n <= 11; n++) {
      const liar = app.visitor({ 'x-forwarded-for': `198.51.100.${n}` });
      statuses.push((await liar.post('/sign-in', { email: 'liar@example.org', password: 'x' })).status);
    }
    expect(statuses.at(-1)).toBe(429);
  });

  it('do not add up when all of them succeed', async () => {
    await app.openAccount({ email: 'often@example.org' });
    for (let n = 1; n <= 12; n++) {
      const fields = { email: 'often@example.org', password: 'correct horse' };
      expect((await app.visitor().post('/sign-in', fields, { follow: false })).status).toBe(303);
    }
  });

  it.each(['/sign-up', '/password-reset'])('at %s are blocked, with or without an account', async (path) => {
    for (const email of ['ada@example.org', 'nobody@example.org']) {
      const statuses = [];
      for (let n = 1; n <= 4; n++) statuses.push((await app.visitor().post(path, { email })).status);
      expect(statuses).toEqual([200, 200, 200, 429]);
    }
    expect((await app.visitor().post(path, { email: 'bystander@example.org' })).status).toBe(200);
  });

  it('from many IP addresses at one email are blocked for minutes, not for good', async () => {
    const attempts = countAttempts('sign-in', app.pool, app.config);
    const guess = (n: number) => attempts.count({ emailKey: 'hunted@example.org', address: `192.0.2.${n}` });
    for (let n = 1; n <= 20; n++) await guess(n);
    await expect(guess(21)).rejects.toMatchObject({ status: 429 });
    const { rows } = await app.pool.query('select max(expire) - $1::bigint as left from rate_limits', [
      Date.now(),
    ]);
    expect(rows[0].left).toBeLessThanOrEqual(60 * 60 * 1000);
    await app.pool.query('update rate_limits set expire = 0 where points = 21');
    await guess(21);
  });

  it('with something that isn’t an email don’t use up those of others who mistype theirs', async () => {
    const behindProxy = await startApp({ env: { TRUSTED_PROXIES: 'loopback' } });
    const statuses: number[] = [];
    for (let n = 1; n <= 23; n++) {
      const visitor = behindProxy.visitor({ 'x-forwarded-for': `192.0.2.${n}` });
      statuses.push((await visitor.post('/sign-in', { email: 'not an email', password: 'x' })).status);
    }
    await behindProxy.stop();
    expect(new Set(statuses)).toEqual(new Set([422]));
  });

  it('are counted together for one IPv6 /64, and separately for another', async () => {
    const attempts = countAttempts('sign-in', app.pool, app.config);
    const from = (address: string) => attempts.count({ emailKey: 'six@example.org', address });
    for (let n = 1; n <= 10; n++) await from(`2001:db8:1:2::${n}`);
    await expect(from('2001:db8:1:2:ffff::1')).rejects.toMatchObject({ status: 429 });
    await from('2001:db8:1:3::1');
  });

  it('are counted without storing emails or IP addresses', async () => {
    const { rows } = await app.pool.query(`select rate_limits::text as it from rate_limits`);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toMatch(/example|127\.0|192\.0\.2|2001:/);
  });
});
