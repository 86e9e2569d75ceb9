import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import express from 'express';
import type { Config } from '../../../src/base/config';
import type { AppDeps } from '../../../src/base/deps';
import { createLog } from '../../../src/base/log';
import { composeMail } from '../../../src/mail/compose';
import { createMailer } from '../../../src/mail/mailer';
import { outboxAddress } from '../../../src/mail/outbox-access';
import { createAssets } from '../../../src/web/assets';
import { outboxController } from '../../../src/web/controllers/outbox';
import { layoutLocals, useViews } from '../../../src/web/views';

const link = 'http://localhost:3000/sign-up/abc?a=1&b=2';
let dataDir: string;
let server: Server;
let cookie: string;
const open: { close(): unknown }[] = [];
const configs = new WeakMap<Server, Partial<Config>>();
let now = new Date('2026-11-24T06:00:00Z');

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'kith-outbox-'));
  server = await serve();
  cookie = await cookieOf(server);
});

afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Serves the controller with the app's views, without the whole app, since that needs a database. */
async function serve(settings: Partial<Config> = {}, host = '127.0.0.1'): Promise<Server> {
  const listening = createServer();
  open.push(listening);
  await new Promise<void>((resolve) => listening.listen(0, host, resolve));
  const app = express();
  const assets = createAssets();
  useViews(app, assets);
  app.use(layoutLocals());
  configs.set(listening, {
    dataDir,
    sessionSecret: 's'.repeat(32),
    baseUrl: originOf(listening),
    ...settings,
  });
  app.use(outboxController({ config: configs.get(listening), clock: () => now } as unknown as AppDeps));
  app.use((_req, res) => void res.status(404).send('Nothing here'));
  listening.on('request', app);
  return listening;
}

const originOf = (from: Server) => `http://127.0.0.1:${(from.address() as AddressInfo).port}`;
const addressOf = (from: Server) => outboxAddress(configs.get(from) as Config);
const keyOf = (from: Server) => new URL(addressOf(from)!).searchParams.get('key')!;

/** Opens the outbox as the terminal says, and returns the cookie that keeps it open. */
async function cookieOf(from: Server): Promise<string> {
  const opened = await fetch(addressOf(from)!, { redirect: 'manual' });
  return opened.headers.getSetCookie()[0]!.split(';')[0]!;
}

const get = (url: string, headers: Record<string, string> = {}, from = server) =>
  fetch(originOf(from) + url, { headers: { cookie, ...headers }, redirect: 'manual' });

/** Like `get`, with any Host header. */
function statusFor(Host: string, { port = (server.address() as AddressInfo).port, host = '127.0.0.1' } = {}) {
  return new Promise<number>((resolve, reject) => {
    request({ port, host, path: `/outbox`, headers: { Host, cookie } })
      .on('response', (response) => resolve(response.resume().statusCode!))
      .on('error', reject)
      .end();
  });
}

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

test('an email without a date is listed like the others', async () => {
  await mkdir(path.join(dataDir, 'outbox'), { recursive: true });
  await writeFile(
    path.join(dataDir, 'outbox', 'undated.eml'),
    'Subject: Undated\r\nTo: ann@example.org\r\n\r\nHello',
  );
  expect(await (await get('/outbox')).text()).toContain('Undated');
  expect((await get('/outbox/undated.eml')).status).toBe(200);
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

describe('the key', () => {
  const without = { cookie: '' };

  test('is asked for once: opening the address that the terminal printed sets a cookie', async () => {
    await send('ann@example.org');
    const [file] = await files();
    for (const url of [
      '/outbox',
      `/outbox/${file}`,
      `/outbox/${file}?part=raw`,
      `/outbox/${file}?part=html`,
    ]) {
      const refused = await get(url, without);
      expect(refused.status).toBe(403);
      const page = (await refused.text()).replace(/\s+/g, ' ');
      expect(page).toContain('Kith printed in the terminal');
      expect(page).not.toMatch(/ann@|Welcome|sign-up\/abc/);
      expect((await get(url)).status).toBe(200);
    }
    const opened = await get(`/outbox?key=${keyOf(server)}`, without);
    expect([opened.status, opened.headers.get('location')]).toEqual([303, '/outbox']);
    expect(opened.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^kith-outbox=[\w-]+; Max-Age=\d+; Path=\/outbox; Expires=.*; HttpOnly; SameSite=Strict$/,
      ),
    ]);
  });

  test('can be typed, or pasted with the whole address', async () => {
    for (const typed of [` ${keyOf(server)} `, addressOf(server)!]) {
      const opened = await get(`/outbox?key=${encodeURIComponent(typed)}`, without);
      expect([opened.status, opened.headers.get('location')]).toEqual([303, '/outbox']);
    }
  });

  test('is at least 128 bits, stays the same after a restart, and depends on the session secret', async () => {
    const key = keyOf(server);
    expect(Buffer.from(key, 'base64url').length).toBeGreaterThanOrEqual(16);
    expect(keyOf(await serve())).toBe(key);
    expect(keyOf(await serve({ sessionSecret: 't'.repeat(32) }))).not.toBe(key);
  });

  test('can’t be guessed in parts, or come from another Kith', async () => {
    const key = keyOf(server);
    const other = keyOf(await serve({ sessionSecret: 't'.repeat(32) }));
    for (const wrong of [
      '',
      key.slice(0, -1),
      `${key}A`,
      key.toLowerCase(),
      other,
      'é',
      `${key}&key=${key}`,
    ]) {
      const refused = await get(`/outbox?key=${wrong}`, without);
      expect([refused.status, refused.headers.getSetCookie()]).toEqual([403, []]);
      if (wrong && !wrong.includes('&')) expect(await refused.text()).toContain('not the key');
      expect((await get('/outbox', { cookie: `kith-outbox=${wrong}` })).status).toBe(403);
    }
  });

  test('is asked for behind a plain TCP forwarder, too', async () => {
    await send('ann@example.org');
    const { port, address } = server.address() as AddressInfo;
    const forwarder = createTcpServer((near) => {
      const far = connect(port, address);
      near.pipe(far).on('error', () => near.destroy());
      far.pipe(near).on('error', () => far.destroy());
    });
    open.push(forwarder);
    await new Promise<void>((resolve) => forwarder.listen(0, '127.0.0.1', resolve));
    const through = { port: (forwarder.address() as AddressInfo).port };
    const right = cookie;
    expect(await statusFor(`127.0.0.1:${port}`, through)).toBe(200);
    cookie = '';
    expect(await statusFor(`127.0.0.1:${port}`, through)).toBe(403);
    cookie = right;
    expect(await statusFor(`127.0.0.1:${through.port}`, through)).toBe(404);
  });
});

describe('the outbox isn’t found', () => {
  test('if a mail server is configured', async () => {
    const sending = await serve({ smtpUrl: 'smtp://127.0.0.1' });
    expect(addressOf(sending)).toBeUndefined();
    expect((await get('/outbox', {}, sending)).status).toBe(404);
  });

  test.each(['https://kith.example.org', 'http://192.168.1.5:3000', 'http://localhost.example.org'])(
    'if BASE_URL is %s, even from this machine with its host name and the key',
    async (baseUrl) => {
      const exposed = await serve({ baseUrl });
      expect(addressOf(exposed)).toBeUndefined();
      const { port } = exposed.address() as AddressInfo;
      for (const host of [new URL(baseUrl).host, `127.0.0.1:${port}`])
        expect(await statusFor(host, { port })).toBe(404);
      expect((await get(`/outbox?key=${keyOf(server)}`, {}, exposed)).status).toBe(404);
    },
  );

  test('under an unknown host name (DNS rebinding), or another one than BASE_URL’s', async () => {
    const { port } = server.address() as AddressInfo;
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      `localhost:${port}`,
      '127.0.0.1',
      '127.0.0.1:1',
    ])
      expect(await statusFor(host)).toBe(404);
    expect(await statusFor(`127.0.0.1:${port}`)).toBe(200);
  });

  const outer = Object.values(networkInterfaces())
    .flatMap((one) => one ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
  // A machine without a network has no such address.
  (outer ? test : test.skip)('from another machine that claims the right host name', async () => {
    const everywhere = await serve({}, '0.0.0.0');
    const { port } = everywhere.address() as AddressInfo;
    expect(await statusFor(`127.0.0.1:${port}`, { port })).toBe(200);
    expect(await statusFor(`127.0.0.1:${port}`, { port, host: outer! })).toBe(404);
  });
});
