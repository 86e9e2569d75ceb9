import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Logger, runOnce } from 'graphile-worker';
import type { Pool } from 'pg';
import { pino } from 'pino';
import { forgetMailsJob } from '../../jobs/forget-mails';
import { issueToken } from '../../src/accounts/one-time-tokens';
import { requestMail } from '../../src/accounts/request-mail';
import { createLog } from '../../src/base/log';
import { type Embedded, startEmbedded } from '../../src/database/embedded/embedded';
import { createPool } from '../../src/database/pool';
import { closeAccount } from '../../src/domain/commands/close-account';
import { createContact } from '../../src/domain/commands/create-contact';
import { forgetContact } from '../../src/domain/commands/forget-contact';
import { execute } from '../../src/engine/deciding/execute';
import { replayDry } from '../../src/engine/replaying/dry-replay';
import { createKith, type Kith } from '../../src/kith';
import { about } from '../../src/mail/about';
import { createMailer } from '../../src/mail/mailer';
import { forgetMailsTask } from '../../src/privacy/mails';
import { scrub } from '../../src/privacy/scrub';
import { scrubbingUrl } from '../../src/privacy/scrubbing-url';
import { migrate } from '../../src/release/migrate';
import { openInBerlin } from '../support/open-in-berlin';
import { foundInFolder, foundInTables, plantEvents } from '../support/planting';
import { settle } from '../support/stage';

jest.setTimeout(120_000);

let folder: string;
let dataDir: string;
let server: Embedded;
let pool: Pool;
let superuser: Pool;
let kith: Kith;
const logged: string[] = [];
const log = createLog('trace');
Object.assign(log, { [pino.symbols.streamSym]: { write: (line: string) => logged.push(line) } });

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kith-forgetting-'));
  chmodSync(folder, 0o711);
  dataDir = path.join(folder, 'data');
  server = await startEmbedded({ dataDir, log, durable: false });
  await migrate(server.url, log);
  pool = createPool(server.url, { log });
  superuser = createPool(scrubbingUrl({ dataDir } as never, server.url));
  kith = createKith({ pool, log, clock: () => new Date() });
});
afterAll(async () => {
  await pool?.end();
  await superuser?.end();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const open = (email: string) => openInBerlin(kith, email);

/** Writes an email about the contact to the outbox, and a half-written one as left by a killed process. */
async function mailed(to: string, secret: string, accountId: number, contact: number) {
  const mailer = createMailer({ smtpUrl: undefined, mailFrom: 'kith@example.org', dataDir, log });
  const known = about(accountId, [contact]);
  const mail = { to, subject: secret, text: secret, html: secret, messageId: `<${contact}@kith>`, ...known };
  await mailer.send(mail);
  await mailer.close();
  const half = `To: ${to}\r\nMessage-ID: <${contact}@kith>\r\nX-Kith-About: ${Object.values(known.headers)}\r\n\r\n${secret}`;
  mkdirSync(path.join(dataDir, 'outbox'), { recursive: true });
  writeFileSync(path.join(dataDir, 'outbox', `.2026-${contact}.eml.part`), half);
}

/** Expects that queued jobs don't contain the secret, runs them, and scrubs the disk. */
async function finishAndScrub(secret: string) {
  expect(await foundInTables(pool, secret)).toEqual([]);
  await pool.query('update graphile_worker._private_jobs set run_at = now()');
  await runOnce({
    connectionString: server.url,
    noHandleSignals: true,
    logger: new Logger(() => () => {}),
    taskList: { [forgetMailsTask]: forgetMailsJob({ config: { dataDir } }) },
  });
  expect(foundInFolder(path.join(dataDir, 'outbox'), secret)).toEqual([]);
  expect(await scrub(scrubbingUrl({ dataDir } as never, server.url))).toMatchObject({ log: true });
}

async function expectNowhere(secret: string) {
  expect(await foundInTables(superuser, secret)).toEqual([]);
  expect(foundInFolder(dataDir, secret)).toEqual([]);
  expect(logged.join('')).not.toContain(secret);
}

async function expectVerified(accountId: number) {
  await settle(kith, accountId);
  for (const projection of kith.projections) {
    const verified = await replayDry(kith, [projection], { accountId });
    expect({ projection: projection.name, ...verified }).toMatchObject({ discrepancies: [], failing: [] });
  }
}

test('no byte of forgotten contacts is left in any table, index, statistic, log, email, or file', async () => {
  const secret = 'hushhush';
  const bystander = await open('bystander@example.org');
  await execute(kith, bystander, createContact, { name: 'Innocent bystander' });
  const actor = await open('holder@example.org');
  const kept = await execute(kith, actor, createContact, { name: 'Kept friend' });
  const contacts = await plantEvents(pool, actor, secret);
  await mailed('holder@example.org', secret, actor.accountId, contacts[0]!);
  await mailed('holder@example.org', 'Kept mail', actor.accountId, kept.subject!);
  await expectVerified(actor.accountId);
  await settle(kith, bystander.accountId);
  await superuser.query('analyze');
  await superuser.query('checkpoint');
  // Before that, the secret is in the log, in projections, in statistics, and in files.
  const before = await foundInTables(superuser, secret);
  expect(before).toEqual(expect.arrayContaining(['events', 'projected_contacts', 'pg_statistic']));
  expect(foundInFolder(dataDir, secret).join()).toMatch(/pg_wal/);

  for (const contact of contacts) await execute(kith, actor, forgetContact, { contact });
  await finishAndScrub(secret);
  await expectVerified(actor.accountId);
  await scrub(scrubbingUrl({ dataDir } as never, server.url));
  await expectNowhere(secret);
  expect(await foundInTables(pool, 'Kept friend')).toEqual(
    expect.arrayContaining(['events', 'projected_contacts']),
  );
  expect(foundInFolder(path.join(dataDir, 'outbox'), 'Kept mail')).toHaveLength(2);
  expect(await foundInTables(pool, 'Innocent bystander')).toEqual(expect.arrayContaining(['events']));
});

test('no byte of a closed account is left, nor of its address', async () => {
  const secret = 'mumsword';
  const bystander = await open('bystander-too@example.org');
  await execute(kith, bystander, createContact, { name: 'Another bystander' });
  const email = `${secret}@example.org`;
  const actor = await open(email);
  const [contact] = await plantEvents(pool, actor, secret);
  await mailed(email, secret, actor.accountId, contact!);
  await settle(kith, actor.accountId);
  await issueToken(pool, 'password-reset', { accountId: actor.accountId, email }, new Date());
  await requestMail(pool, 'password-reset', email.toUpperCase(), new Date());
  await pool.query(
    `insert into sessions (sid, sess, expire) values ('one', json_build_object('accountId', $1::int), now() + '1 day')`,
    [actor.accountId],
  );
  await superuser.query('analyze');
  await superuser.query('checkpoint');
  expect(await foundInTables(pool, secret)).toEqual(
    expect.arrayContaining(['credentials', 'one_time_tokens']),
  );

  await execute(kith, actor, closeAccount, {});
  expect((await pool.query('select from sessions')).rowCount).toBe(0);
  await finishAndScrub(secret);
  await expectVerified(actor.accountId);
  await scrub(scrubbingUrl({ dataDir } as never, server.url));
  await expectNowhere(secret);
  await expectNowhere(secret.toUpperCase());
  expect(await foundInTables(pool, 'Another bystander')).toEqual(expect.arrayContaining(['events']));
});
