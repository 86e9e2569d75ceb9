import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express from 'express';
import { atPort, readConfig } from '../../src/base/config';
import { StartFailure } from '../../src/base/failure';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kith-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const secret = 'a'.repeat(32);

function faultsOf(env: Record<string, string>): string[] {
  try {
    readConfig({ DATA_DIR: folder, ...env });
  } catch (error) {
    if (error instanceof StartFailure) return error.lines;
    throw error;
  }
  return [];
}

test('with nothing set, every setting has a default, and Kith listens on this machine only', () => {
  const config = readConfig({ DATA_DIR: folder, PORT: '', UNRELATED: 'x' });
  expect(config).toMatchObject({
    port: 3000,
    listenHost: '127.0.0.1',
    databaseUrl: undefined,
    dataDir: folder,
    baseUrl: 'http://localhost:3000',
    smtpUrl: undefined,
    mailFrom: 'Kith <kith@localhost>',
    logLevel: 'info',
    production: false,
  });
  expect(config.sessionSecret!.length).toBeGreaterThanOrEqual(32);
});

test('the generated session secret is saved, readable by its owner only', () => {
  const first = readConfig({ DATA_DIR: folder }).sessionSecret;
  const file = path.join(folder, 'session-secret');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readConfig({ DATA_DIR: folder }).sessionSecret).toBe(first);
  expect(readFileSync(file, 'utf8').trim()).toBe(first);
});

test('SESSION_SECRET is used if it is set, and nothing is saved', () => {
  expect(readConfig({ DATA_DIR: folder, SESSION_SECRET: secret }).sessionSecret).toBe(secret);
  expect(existsSync(path.join(folder, 'session-secret'))).toBe(false);
});

test('all faults are reported at once, without the values', () => {
  const faults = faultsOf({
    PORT: '70000',
    DATABASE_URL: 'mysql://kith:hunter2@localhost/kith',
    SMTP_URL: 'hunter2',
    BASE_URL: 'kith.example.org/people',
    MAIL_FROM: 'nobody',
    LOG_LEVEL: 'loud',
    SESSION_SECRET: 'hunter2',
  });
  const names = ['PORT', 'DATABASE_URL', 'SMTP_URL', 'BASE_URL', 'MAIL_FROM', 'LOG_LEVEL', 'SESSION_SECRET'];
  expect(faults.map((line) => line.split(' ')[0])).toEqual(names);
  expect(faults.join()).not.toContain('hunter2');
});

test.each([
  'kith@example.org',
  'Kith <kith@example.org>',
  '"Kith, our own" <kith@example.org>',
  'Käthe <k@x.org>',
])('MAIL_FROM=%s is accepted', (MAIL_FROM) => {
  expect(readConfig({ DATA_DIR: folder, MAIL_FROM }).mailFrom).toBe(MAIL_FROM);
});

test.each([
  'a@b, c@d',
  'a@b c@d',
  'A <a@b>, B <c@d>',
  'a@b; c@d',
  'a@b <c@d',
  '<a@b',
  'a@b>',
  'Kith, Inc. <a@b>',
])('MAIL_FROM=%s is refused', (MAIL_FROM) => {
  expect(faultsOf({ MAIL_FROM })).toEqual([expect.stringMatching(/^MAIL_FROM is not an email address/)]);
});

test.each(['80.5', '-1', 'http', '0x50', '65536'])('PORT=%s is refused', (PORT) => {
  expect(faultsOf({ PORT })).toEqual([expect.stringMatching(/^PORT must be a whole number/)]);
});

test('with DATABASE_URL, SESSION_SECRET must be set', () => {
  expect(faultsOf({ DATABASE_URL: 'postgres://localhost/kith' })).toEqual([
    expect.stringMatching(/^SESSION_SECRET is not set/),
  ]);
});

test('a process that serves no browsers needs no session secret, and generates none', () => {
  const env = { DATA_DIR: path.join(folder, 'mistyped') };
  expect(readConfig(env, { answersBrowsers: false }).sessionSecret).toBeUndefined();
  expect(existsSync(env.DATA_DIR)).toBe(false);
  const apart = { ...env, DATABASE_URL: 'postgres://localhost/kith' };
  expect(readConfig(apart, { answersBrowsers: false }).sessionSecret).toBeUndefined();
  const short = () => readConfig({ ...env, SESSION_SECRET: 'hunter2' }, { answersBrowsers: false });
  expect(short).toThrow(/SESSION_SECRET is too short/);
});

test('production requires BASE_URL, SMTP_URL, and SESSION_SECRET', () => {
  const names = faultsOf({ NODE_ENV: 'production' }).map((line) => line.split(' ')[0]);
  expect(names).toEqual(['BASE_URL', 'SMTP_URL', 'SESSION_SECRET']);
  const set = { BASE_URL: 'https://kith.example.org/', SMTP_URL: 'smtp://mail', SESSION_SECRET: secret };
  expect(readConfig({ DATA_DIR: folder, NODE_ENV: 'production', ...set })).toMatchObject({
    baseUrl: 'https://kith.example.org',
    listenHost: undefined,
    production: true,
  });
});

test.each([
  ['http://localhost:8080', '127.0.0.1'],
  ['http://kith.localhost', '127.0.0.1'],
  ['http://127.0.0.1', '127.0.0.1'],
  ['http://[::1]:3000', '::1'],
  ['http://192.168.1.5:3000', undefined],
  ['https://localhost.example.org', undefined],
])('with BASE_URL=%s, it listens on %s', (BASE_URL, listenHost) => {
  expect(readConfig({ DATA_DIR: folder, BASE_URL }).listenHost).toBe(listenHost);
});

test.each([
  ['0.0.0.0', '0.0.0.0'],
  ['::', '::'],
  ['[::1]', '::1'],
  ['192.168.1.5', '192.168.1.5'],
  ['localhost', '127.0.0.1'],
])('LISTEN_HOST=%s takes precedence over the rule by BASE_URL', (LISTEN_HOST, listenHost) => {
  for (const BASE_URL of ['http://localhost:3000', 'https://kith.example.org'])
    expect(readConfig({ DATA_DIR: folder, BASE_URL, LISTEN_HOST }).listenHost).toBe(listenHost);
});

test.each(['kith.example.org', '127.0.0.1:3000', '10.0.0.0/8', '127.1', 'fe80::1%eth0', '*'])(
  'LISTEN_HOST=%s is refused',
  (LISTEN_HOST) => {
    expect(faultsOf({ LISTEN_HOST })).toEqual([expect.stringMatching(/^LISTEN_HOST must be an IP address/)]);
  },
);

const production = {
  NODE_ENV: 'production',
  BASE_URL: 'https://kith.example.org',
  SMTP_URL: 'smtp://mail',
  SESSION_SECRET: secret,
};

test('without TRUSTED_PROXIES, proxies on this machine and in private networks are trusted, in production only', () => {
  expect(readConfig({ DATA_DIR: folder, ...production }).trustedProxies).toEqual(['loopback', 'uniquelocal']);
  expect(readConfig({ DATA_DIR: folder }).trustedProxies).toEqual([]);
});

test.each([
  ['none', []],
  ['loopback', ['loopback']],
  [' loopback , linklocal,uniquelocal ', ['loopback', 'linklocal', 'uniquelocal']],
  [
    '192.0.2.1,203.0.113.0/24,2001:db8::/32,::1,0.0.0.0/1,::/128',
    ['192.0.2.1', '203.0.113.0/24', '2001:db8::/32', '::1', '0.0.0.0/1', '::/128'],
  ],
])('TRUSTED_PROXIES=%s is accepted, and Express takes it', (TRUSTED_PROXIES, trustedProxies) => {
  for (const env of [{}, production])
    expect(readConfig({ DATA_DIR: folder, ...env, TRUSTED_PROXIES })).toMatchObject({ trustedProxies });
  expect(() => express().set('trust proxy', trustedProxies)).not.toThrow();
});

test.each([
  'true',
  '1',
  'all',
  'proxy.example.org',
  '0.0.0.0/0',
  '::/0',
  '10.0.0.0/33',
  '10.0.0.0/',
  '10.0.0.0/8/8',
  '10.0.0.0/255.0.0.0',
  '2001:db8::/129',
  'fe80::1%eth0',
  'loopback,none',
  'loopback;uniquelocal',
  '192.0.2.1,,192.0.2.2',
])('TRUSTED_PROXIES=%s is refused', (TRUSTED_PROXIES) => {
  expect(faultsOf({ TRUSTED_PROXIES })).toEqual([expect.stringMatching(/^TRUSTED_PROXIES must be a list/)]);
});

test('with PORT=0, the base URL gets the assigned port, unless BASE_URL is set', () => {
  const config = readConfig({ DATA_DIR: folder, PORT: '0' });
  expect(atPort(config, 4711)).toMatchObject({ port: 4711, baseUrl: 'http://localhost:4711' });
  const withBaseUrl = readConfig({ DATA_DIR: folder, PORT: '0', BASE_URL: 'http://localhost' });
  expect(atPort(withBaseUrl, 4711).baseUrl).toBe('http://localhost');
});

const forwarding = {
  FORWARD_URL: 'https://events.example.org/kith',
  FORWARD_SECRET: `whsec_${'A'.repeat(43)}=`,
};

test('events are forwarded only if FORWARD_URL and FORWARD_SECRET are set', () => {
  const { forward } = readConfig({ DATA_DIR: folder, ...forwarding });
  expect(forward).toEqual({ url: forwarding.FORWARD_URL, secret: Buffer.alloc(32) });
  expect(readConfig({ DATA_DIR: folder }).forward).toBeUndefined();
});

test.each([
  [{ FORWARD_URL: 'ftp://example.org' }, ['FORWARD_URL']],
  [{ FORWARD_URL: 'https://kith:hunter2@example.org' }, ['FORWARD_URL']],
  [{ FORWARD_URL: '' }, ['FORWARD_URL']],
  [{ FORWARD_SECRET: '' }, ['FORWARD_SECRET']],
  [{ FORWARD_SECRET: 'hunter2' }, ['FORWARD_SECRET']],
  [{ FORWARD_SECRET: 'whsec_hunter2' }, ['FORWARD_SECRET']],
])('forwarding with %j is refused', (change, names) => {
  const faults = faultsOf({ ...forwarding, ...change });
  expect(faults.map((line) => line.split(' ')[0])).toEqual(names);
  expect(faults.join()).not.toContain('hunter2');
});
