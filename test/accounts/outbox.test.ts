import { startApp, type TestApp } from '../support/app';
import { until } from '../support/processes';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ worker: true });
});
afterAll(() => app.stop());

it('without a mail server, a new person can sign up using the outbox', async () => {
  const visitor = app.visitor();
  const sent = await visitor.submit(await visitor.get('/sign-up'), '/sign-up', { email: 'ada@example.org' });
  expect(sent.links).toContain('/outbox');
  let arrived: string | undefined;
  await until(async () => {
    arrived = (await visitor.get('/outbox')).links.find((link) => link.endsWith('.eml'));
    return arrived;
  });
  const mail = await visitor.get(arrived!);
  const link = mail.links.find((one) => one.includes('/sign-up/'))!;
  const page = await visitor.get(new URL(link, visitor.baseUrl).pathname);
  const fields = { password: 'correct horse', time_zone: 'Europe/Berlin' };
  const opened = await visitor.submit(page, page.path, fields);
  expect([opened.status, opened.path]).toEqual([200, '/']);
  expect(opened.links).toContain('/contacts/new');
});

it('the outbox is not shown to requests through a proxy', async () => {
  const proxied = await app.visitor().get('/outbox', {
    headers: { 'x-forwarded-for': '192.0.2.1' },
    follow: false,
  });
  expect(proxied.headers.get('location')).toMatch(/^\/sign-in/);
  expect((await app.visitor().get('/outbox')).status).toBe(200);
});
