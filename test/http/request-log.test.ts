import { startApp, type TestApp } from '../support/app';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

it('logs each request by its route, with nothing personal', async () => {
  const { visitor } = await app.signedIn({
    email: 'ada.lovelace@example.org',
    password: 'analytical engine',
  });
  await visitor.get('/contacts/Charles%20Babbage?page=7');
  await app.visitor().get('/sign-up/a-secret-token');
  await app.visitor().post('/sign-in', { email: 'ada.lovelace@example.org', password: 'difference engine' });
  const lines = app.logged.map((line) => JSON.parse(line));
  expect(lines).toContainEqual(
    expect.objectContaining({
      msg: 'request',
      method: 'GET',
      route: '/sign-up/:token',
      status: 410,
      ms: expect.any(Number),
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    }),
  );
  expect(app.logged.join('')).not.toMatch(/lovelace|engine|Babbage|a-secret-token|page=7|127\.0\.0\.1/);
});

it('logs what went wrong without quoting the rows, and the page names the request', async () => {
  const { visitor, accountId } = await app.signedIn();
  await app.pool.query('alter table credentials rename to credentials_away');
  try {
    const page = await app.visitor().post('/sign-in', { email: 'bystander@example.org', password: 'x' });
    expect(page.status).toBe(500);
    const id = page.headers.get('x-request-id');
    expect(page.text).toContain(id);
    const line = app.logged.map((one) => JSON.parse(one)).find((one) => one.msg === 'request failed');
    expect(line).toMatchObject({ requestId: id, error: { code: '42P01' } });
    expect(line.error.stack).toContain('check-credentials');
    expect(app.logged.join('')).not.toContain('bystander');
  } finally {
    await app.pool.query('alter table credentials_away rename to credentials');
  }
  expect(accountId).toBeGreaterThan(0);
  expect((await visitor.get('/', { follow: false })).status).toBe(303);
});
