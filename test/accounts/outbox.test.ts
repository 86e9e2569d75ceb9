import { outboxAddress } from '../../src/mail/outbox-access';
import { startApp, type TestApp } from '../support/app';
import { until } from '../support/processes';
import { Visitor } from '../support/visitor';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ worker: true });
});
afterAll(() => app.stop());

it('without a mail server, a new person can sign up using the outbox', async () => {
  const visitor = new Visitor(app.config.baseUrl, {}, { looksAgain: true });
  const sent = await visitor.submit(await visitor.get('/sign-up'), '/sign-up', { email: 'ada@example.org' });
  expect(sent.links).toContain('/outbox');
  expect(sent.text).toContain('Kith printed in the terminal');
  const asked = await visitor.get('/outbox');
  expect([asked.status, asked.text]).toEqual([403, expect.stringContaining('Kith printed in the terminal')]);
  const { pathname, searchParams } = new URL(outboxAddress(app.config)!);
  const key = searchParams.get('key')!;
  // As typed into the page's form.
  await visitor.get(`${asked.forms.find(({ action }) => action === pathname)!.action}?key=${key}`);
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
  expect(app.logged.filter((line) => line.includes('"request"')).length).toBeGreaterThan(5);
  expect(app.logged.join('')).not.toContain(key);
});

it('the outbox is not shown to requests through a proxy', async () => {
  const visitor = new Visitor(app.config.baseUrl);
  await visitor.get(outboxAddress(app.config)!);
  const forwarded = { 'x-forwarded-for': '192.0.2.1' };
  const proxied = await visitor.get('/outbox', { headers: forwarded, follow: false });
  expect(proxied.headers.get('location')).toMatch(/^\/sign-in/);
  expect((await visitor.get('/outbox')).status).toBe(200);
});

it('tells people to ask the person who runs Kith if the outbox can’t be shown', async () => {
  const exposed = await startApp({ env: { BASE_URL: 'http://192.168.1.5:3000' } });
  try {
    for (const path of ['/sign-up?sent', '/password-reset?sent']) {
      const page = await exposed.visitor().get(path);
      expect(page.links).not.toContain('/outbox');
      expect(page.text).toContain('Ask the person who runs it');
    }
  } finally {
    await exposed.stop();
  }
});
