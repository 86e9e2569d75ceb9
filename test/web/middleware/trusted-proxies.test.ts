import { startApp, type TestApp } from '../../support/app';

const production = {
  NODE_ENV: 'production',
  BASE_URL: 'https://kith.example.org',
  LISTEN_HOST: '127.0.0.1',
  SMTP_URL: 'smtp://127.0.0.1:1',
};

let app: TestApp | undefined;
afterEach(() => app?.stop());

/** Returns the status of the eleventh guess of one password, where each guess says that it was forwarded for `of(n)`. */
async function eleventhGuess(env: Record<string, string>, of: (n: number) => string): Promise<number> {
  app = await startApp({ env });
  let status = 0;
  for (let n = 1; n <= 11; n++) {
    const visitor = app.visitor({ 'x-forwarded-for': of(n) });
    ({ status } = await visitor.post('/sign-in', { email: 'ada@example.org', password: 'wrong' }));
  }
  return status;
}

const rotating = (n: number) => `198.51.100.${n}`;

describe('X-Forwarded-For', () => {
  it('from a trusted proxy says which address to count attempts for', async () => {
    expect(await eleventhGuess(production, rotating)).toBe(422);
  });

  it.each([
    ['anybody, outside production', {}],
    ['anybody, in production without proxies', { ...production, TRUSTED_PROXIES: 'none' }],
    ['an address that isn’t a trusted proxy', { ...production, TRUSTED_PROXIES: '192.0.2.1,10.0.0.0/8' }],
  ])('from %s is ignored', async (_who, env) => {
    expect(await eleventhGuess(env, rotating)).toBe(429);
  });

  it('counts only as far as trusted proxies wrote it', async () => {
    expect(await eleventhGuess(production, (n) => `${rotating(n)}, 203.0.113.7`)).toBe(429);
    await app!.stop();
    const twoProxies = { ...production, TRUSTED_PROXIES: 'loopback,203.0.113.0/24' };
    expect(await eleventhGuess(twoProxies, (n) => `${rotating(n)}, 203.0.113.7`)).toBe(422);
  });
});
