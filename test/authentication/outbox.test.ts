import { startApp, type TestApp } from '../support/app';
import type { Page, Visitor } from '../support/visitor';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ worker: true });
}, 30_000);
afterAll(() => app.stop());

it('lets a stranger sign up with nothing but this app, over its outbox', async () => {
  const visitor = app.visitor();
  const sent = await visitor.submit(await visitor.get('/sign-up'), '/sign-up', { email: 'ada@example.org' });
  expect(sent.links).toContain('/outbox');
  const list = await until(visitor, '/outbox', (page) => page.links.some((link) => link.endsWith('.eml')));
  const mail = await visitor.get(list.links.find((link) => link.endsWith('.eml'))!);
  const link = mail.links.find((one) => one.includes('/sign-up/'))!;
  const page = await visitor.get(new URL(link, visitor.baseUrl).pathname);
  const fields = { password: 'correct horse', time_zone: 'Europe/Berlin' };
  const opened = await visitor.submit(page, page.path, fields);
  expect([opened.status, opened.path]).toEqual([200, '/']);
  expect(opened.links).toContain('/contacts/new');
}, 20_000);

it('shows the outbox to nobody behind a proxy', async () => {
  const proxied = await app.visitor().get('/outbox', {
    headers: { 'x-forwarded-for': '192.0.2.1' },
    follow: false,
  });
  expect(proxied.headers.get('location')).toMatch(/^\/sign-in/);
  expect((await app.visitor().get('/outbox')).status).toBe(200);
});

async function until(visitor: Visitor, path: string, holds: (page: Page) => boolean): Promise<Page> {
  for (;;) {
    const page = await visitor.get(path);
    if (holds(page)) return page;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
