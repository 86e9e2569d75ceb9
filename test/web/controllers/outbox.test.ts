import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express from 'express';
import type { AppDeps } from '../../../src/base/deps';
import { createLog } from '../../../src/base/log';
import { composeMail } from '../../../src/mail/compose';
import { createMailer } from '../../../src/mail/mailer';
import { createAssets } from '../../../src/web/assets';
import { outboxController } from '../../../src/web/controllers/outbox';
import { layoutLocals, useViews } from '../../../src/web/views';

const link = 'http://localhost:3000/sign-up/abc?a=1&b=2';
let dataDir: string;
let server: Server;
let now = new Date('2026-11-24T06:00:00Z');

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'kith-outbox-'));
  server = await serve();
});

afterEach(async () => {
  server.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Serves the controller with the app's views, without the whole app, since that needs a database. */
async function serve(smtpUrl?: string): Promise<Server> {
  const app = express();
  const assets = createAssets();
  useViews(app, assets);
  app.use(layoutLocals());
  const config = { dataDir, smtpUrl, baseUrl: 'http://localhost:3000' };
  app.use(outboxController({ config, clock: () => now } as unknown as AppDeps));
  app.use((_req, res) => void res.status(404).send('Nothing here'));
  const listening = createServer(app);
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return listening;
}

const get = (url: string, headers: Record<string, string> = {}, from = server) =>
  fetch(`http://127.0.0.1:${(from.address() as AddressInfo).port}${url}`, { headers });

async function send(to: string, subject?: string): Promise<void> {
  const log = createLog('silent');
  const mailer = createMailer({
    smtpUrl: undefined,
    mailFrom: 'kith@localhost',
    dataDir,
    log,
    clock: () => now,
  });
  const mail = composeMail('confirm-sign-up', { link });
  await mailer.send({ to, messageId: '<1@example.org>', ...mail, subject: subject ?? mail.subject });
}

async function files(): Promise<string[]> {
  const page = await (await get('/outbox')).text();
  return [...page.matchAll(/href="\/outbox\/([^"]+)"/g)].map(([, file]) => file!);
}

test('an empty outbox says how to get an email', async () => {
  const response = await get('/outbox');
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('No emails yet');
});

test('emails are listed, newest first', async () => {
  await send('ann@example.org', '<b>First</b>');
  now = new Date('2026-11-24T07:00:00Z');
  await send('bob@example.org', 'Second');
  await writeFile(path.join(dataDir, 'outbox', '.half.eml.part'), 'Subject: half');

  const page = await (await get('/outbox')).text();
  expect(page.indexOf('Second')).toBeLessThan(page.indexOf('&lt;b&gt;First'));
  expect(page).toContain('ann@example.org');
  expect(page).not.toContain('half');
  expect(await files()).toHaveLength(2);
});

test('the links in an email’s text work', async () => {
  await send('ann@example.org');
  const page = await (await get(`/outbox/${(await files())[0]}`)).text();
  expect(page).toContain('Welcome to Kith');
  expect(page).toContain('href="http://localhost:3000/sign-up/abc?a=1&amp;b=2"');
});

test('an email is shown as HTML, without scripts', async () => {
  await send('ann@example.org');
  const response = await get(`/outbox/${(await files())[0]}?part=html`);
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
  expect(await response.text()).toContain('Finish signing up');
});

test('an email can be downloaded', async () => {
  await send('ann@example.org');
  const response = await get(`/outbox/${(await files())[0]}?part=raw`);
  expect(response.headers.get('content-disposition')).toContain('.eml');
  expect(await response.text()).toContain('To: ann@example.org');
});

test.each([
  '/outbox/..%2F..%2Fsecret.eml',
  '/outbox/%2e%2e%2fsecret.eml',
  '/outbox/..%5Csecret.eml',
  '/outbox/.half.eml',
  '/outbox/secret',
  '/outbox/no.eml',
  '/outbox/a%00.eml',
  '/outbox/%2Fetc%2Fpasswd',
  `/outbox/${'a'.repeat(300)}.eml`,
])('%s is not found', async (url) => {
  await send('ann@example.org');
  await writeFile(path.join(dataDir, 'secret.eml'), 'Subject: secret');
  await writeFile(path.join(dataDir, 'outbox', '.half.eml'), 'Subject: secret');
  expect((await get(url)).status).toBe(404);
});

test.each(['X-Forwarded-For', 'Forwarded', 'X-Real-IP'])(
  'the outbox isn’t found through a proxy (%s)',
  async (name) => {
    await send('ann@example.org');
    for (const url of ['/outbox', `/outbox/${(await files())[0]}`]) {
      expect((await get(url, { [name]: '203.0.113.7' })).status).toBe(404);
      expect((await get(url)).status).toBe(200);
    }
  },
);

test('the outbox isn’t found if a mail server is configured', async () => {
  const sending = await serve('smtp://127.0.0.1');
  expect((await get('/outbox', {}, sending)).status).toBe(404);
  sending.close();
});

test('the outbox isn’t found under an unknown host name (DNS rebinding)', async () => {
  const { port } = server.address() as AddressInfo;
  const status = await new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path: '/outbox', headers: { Host: 'evil.example' } });
    sent
      .on('response', (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
  expect(status).toBe(404);
});
