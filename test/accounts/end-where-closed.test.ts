import { createApp } from '../../src/app';
import { closeAccount } from '../../src/domain/commands/close-account';
import { execute } from '../../src/engine/deciding/execute';
import { listen } from '../../src/web/listen';
import { startApp, type TestApp } from '../support/app';
import { type Held, holdBefore } from '../support/hold';
import { Visitor } from '../support/visitor';

jest.setTimeout(15_000);

let app: TestApp;
let bystander: Visitor;
let closing: () => Promise<void>;
beforeAll(async () => {
  app = await startApp({ worker: true });
  bystander = (await app.signedIn()).visitor;
});
afterAll(() => app.stop());
afterEach(async () => {
  await closing();
  expect((await bystander.get('/settings/email')).status).toBe(200);
  const alarming = app.logged.map((line) => JSON.parse(line)).filter(({ level }) => level >= 40);
  expect(alarming).toEqual([]);
});

/** Starts a second server for the same app, whose requests pause before the statement. */
async function held(statement: RegExp): Promise<Held & { address: string }> {
  const held = holdBefore(app.pool, statement);
  const { log, clock } = app;
  const web = await listen({ ...app.config, port: 0 }, (config) =>
    createApp({ config, pool: held.pool, log, clock }),
  );
  closing = () => web.close();
  return { ...held, address: `http://127.0.0.1:${web.config.port}` };
}

const pages = ['/', '/contacts', '/contacts/new', '/contacts/Bob', '/history', '/settings', '/meetings'];
const others = ['/settings/email', '/settings/password', '/account/closure', '/account/export'];
const password = 'correct horse';
const forms: [string, Record<string, string>][] = [
  ['/contacts', { name: 'Zoe' }],
  ['/contacts/Bob/interactions', { contact: '2', interacted_on: '2026-01-02', description: 'Spoke' }],
  ['/settings', { time_zone: 'Europe/Paris', locale: 'en' }],
  ['/settings/email', { email: 'new@example.org', current_password: password }],
  ['/settings/password', { password: 'battery staple', current_password: password }],
  ['/account/closure', { password }],
];

const seen = /update sessions set last_seen_at/;
const read = /select written, coalesce/;
const begun = /^begin/;
const appended = /insert into events/;
const requests: [string, RegExp, Record<string, string> | null][] = [
  ...[...pages, ...others].map((path): [string, RegExp, null] => [path, path === '/' ? read : seen, null]),
  ...forms.map(([path, fields]): [string, RegExp, Record<string, string>] => [path, seen, fields]),
  ...forms
    .filter(([path]) => /email|password/.test(path))
    .map(([path, fields]): [string, RegExp, Record<string, string>] => [path, begun, fields]),
  ...forms
    .filter(([path]) => !/settings/.test(path))
    .map(([path, fields]): [string, RegExp, Record<string, string>] => [path, appended, fields]),
];

test.each(requests)(
  'a request to %s in flight while its account is closed ends signed out',
  async (path, statement, fields) => {
    const { address, reached, goOn } = await held(statement);
    const { accountId, entityId, visitor } = await app.signedIn();
    const created = await visitor.post('/contacts', { name: 'Bob' }, { follow: false });
    expect(created.status).toBe(303);
    const browser = new Visitor(address);
    for (const [name, value] of visitor.cookies) browser.cookies.set(name, value);
    const request = fields
      ? browser.post(path, fields, { follow: false })
      : browser.get(path, { follow: false });
    await reached;
    await execute(app.kith, { accountId, entityId }, closeAccount, {});
    goOn();
    const answer = await request;
    expect({ status: answer.status, to: answer.headers.get('location') }).toEqual({
      status: 303,
      to: '/account-closed',
    });
    expect((await browser.get('/account-closed')).status).toBe(200);
    const left = await app.pool.query(`select from sessions where sess ->> 'accountId' = $1`, [
      String(accountId),
    ]);
    expect(left.rowCount).toBe(0);
  },
);
