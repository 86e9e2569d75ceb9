import { startApp, type TestApp } from '../../support/app';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

it('logs each request by its route, without personal data', async () => {
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

it('logs one line without a stack for a request that fails because the database is down', async () => {
  const { visitor } = await app.signedIn();
  await app.pool.query(`alter table credentials rename to credentials_away;
    create function away() returns text language plpgsql as
      $$ begin raise exception 'no' using errcode = 'too_many_connections'; end $$;
    create view credentials as select 1 as account_id, away() as email_key, away() as password_hash`);
  try {
    const page = await app.visitor().post('/sign-in', { email: 'bystander@example.org', password: 'x' });
    expect(page.status).toBe(503);
    const id = page.headers.get('x-request-id');
    const lines = app.logged.map((line) => JSON.parse(line)).filter(({ requestId }) => requestId === id);
    const [warn, info] = [40, 30];
    expect(lines).toEqual([
      expect.objectContaining({ level: warn, msg: 'request failed', status: 503, code: '53300' }),
      expect.objectContaining({ level: info, msg: 'request', status: 503 }),
    ]);
    expect(JSON.stringify(lines)).not.toContain('stack');
  } finally {
    await app.pool.query('drop view credentials; alter table credentials_away rename to credentials');
  }
  expect((await visitor.get('/contacts', { follow: false })).status).toBe(200);
});

it('logs an error without the data of rows, and the page shows the request ID', async () => {
  const { visitor, accountId } = await app.signedIn();
  await app.pool.query('alter table credentials rename to credentials_away');
  try {
    const page = await app.visitor().post('/sign-in', { email: 'bystander@example.org', password: 'x' });
    expect(page.status).toBe(500);
    const id = page.headers.get('x-request-id');
    expect(page.text).toContain(id);
    const line = app.logged.map((one) => JSON.parse(one)).find((one) => one.requestId === id);
    expect(line).toMatchObject({ requestId: id, error: { code: '42P01' } });
    expect(line.error.stack).toContain('check-credentials');
    expect(app.logged.join('')).not.toContain('bystander');
  } finally {
    await app.pool.query('alter table credentials_away rename to credentials');
  }
  expect(accountId).toBeGreaterThan(0);
  expect((await visitor.get('/contacts', { follow: false })).status).toBe(200);
});
