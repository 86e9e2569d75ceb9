import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Pool } from 'pg';
import { planMeeting } from '../../src/domain/commands/plan-meeting';
import { systemEntityId } from '../../src/domain/system-entities';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import { append } from '../../src/event-store/append';
import { createMailer } from '../../src/mail/mailer';
import { outboxOnly } from '../../src/mail/outbox-only';
import { exportLog } from '../../src/privacy/export-log';
import { importLog } from '../../src/privacy/import-log';
import { expectEqualToOracle } from '../oracle/compare';
import { bundled } from '../support/bundle';
import { meetingNotesEmailMissed } from '../support/happened';
import { busyPerson } from '../support/person';
import { seed } from '../support/random';
import { createStage, type Stage, settle } from '../support/stage';

jest.setTimeout(60_000);

let here: Stage;
let there: Stage;
let actor: Actor;
let log: string[];

const chosen = seed();

beforeAll(async () => {
  here = await createStage();
  there = await createStage();
  await here.bystander();
  actor = await here.open();
  const person = busyPerson(here.kith, actor, chosen);
  for (let acts = 0; acts < 100; acts++) await person.act();
  const contact = await here.contact(actor, 'Mailed to');
  await execute(here.kith, actor, planMeeting, { contact, meeting_on: '2199-01-01', notes: 'Ask' });
  await append(here.kith, {
    ...actor,
    entityId: await systemEntityId(here.pool, 'morning-email'),
    head: contact + 2,
    events: [meetingNotesEmailMissed(contact, contact + 1, '2199-01-01')],
    metadata: { job: 'job 7' },
  });
  await settle(here.kith, actor.accountId);
  log = [];
  for await (const line of exportLog(here.pool, actor.accountId)) log.push(line.trimEnd());
});
afterAll(async () => {
  await here.drop();
  await there.drop();
});

async function* linesOf(lines: string[]) {
  yield* lines;
}

const stored = `
  select (select count(*) from events) as events, (select count(*) from streams) as streams,
    (select count(*) from credentials) as credentials, (select count(*) from entities) as entities`;

/** Returns all rows of the account in projected tables, and its events without `id`. */
async function everything(pool: Pool, accountId: number): Promise<Record<string, unknown>> {
  const { rows: tables } = await pool.query(
    `select distinct table_name as name from information_schema.columns
      where column_name = 'account_id' and table_name like 'projected\\_%'`,
  );
  const found: Record<string, unknown> = {};
  for (const { name } of tables) {
    const { rows } = await pool.query(
      `select to_jsonb(t) as row from ${name} t where account_id = $1 order by 1`,
      [accountId],
    );
    found[name] = rows;
  }
  const { rows } = await pool.query(
    `select position, subject, t.name, t.version, payload, metadata, created_at, by.kind, by.name as by
      from events e join event_types t on t.id = event_type_id join entities by on by.id = entity_id
      where e.account_id = $1 order by position`,
    [accountId],
  );
  return { ...found, events: rows };
}

test(`an imported log yields the same rows, and no reactor sees it (KITH_SEED=${chosen})`, async () => {
  const imported = await importLog(there.kith, linesOf(log));
  expect(imported).toEqual({
    accountId: actor.accountId,
    email: 'person-2@example.org',
    events: log.length - 1,
  });
  await settle(there.kith, imported.accountId);
  expect(await everything(there.pool, imported.accountId)).toEqual(
    await everything(here.pool, actor.accountId),
  );
  await expectEqualToOracle(there.pool, imported.accountId);
  const { rows } = await there.pool.query(
    `select count(*)::int as reactors, coalesce(bool_and(position = $2), true) as at_head from reactor_cursors
      where account_id = $1`,
    [imported.accountId, log.length - 1],
  );
  expect(rows).toMatchObject([{ at_head: true }]);
  // A new account gets another id, and the imported stream accepts events.
  const bystander = await there.bystander();
  await bystander.unharmed();
  const { rows: entity } = await there.pool.query('select id from entities where account_id = $1', [
    imported.accountId,
  ]);
  await there.contact({ accountId: imported.accountId, entityId: entity[0].id }, 'New contact');
  await settle(there.kith, imported.accountId);
  await expectEqualToOracle(there.pool, imported.accountId);
});

test('a log that is refused at first keeps its account id in the next import, and no new account gets that id', async () => {
  const stage = await createStage();
  await expect(importLog(stage.kith, linesOf(log.slice(0, -1)))).rejects.toThrow('the log ends');
  const { accountId } = await importLog(stage.kith, linesOf(log));
  expect(accountId).toBe(actor.accountId);
  expect((await stage.open()).accountId).toBeGreaterThan(accountId);
  const again = await importLog(stage.kith, linesOf(log), 'again@example.org');
  expect(again.accountId).toBeGreaterThan(accountId);
  await stage.drop();
});

test('a copy next to its original account gets another address and another id', async () => {
  const imported = await importLog(here.kith, linesOf(log), 'copy@example.org');
  expect(imported.accountId).not.toBe(actor.accountId);
  await settle(here.kith, imported.accountId);
  await expectEqualToOracle(here.pool, imported.accountId);
  await expectEqualToOracle(here.pool, actor.accountId);
});

describe('an import stores nothing, and names the line, if the log has', () => {
  const line = (position: number, change: object) => {
    const lines = [...log];
    lines[position] = JSON.stringify({ ...JSON.parse(lines[position]!), ...change });
    return lines;
  };
  test.each<[string, () => string[], number, RegExp]>([
    ['a gap', () => log.toSpliced(5, 1), 6, /position 5 is missing/],
    ['a duplicate', () => log.toSpliced(5, 0, log[5]!), 7, /position 5 occurs twice/],
    ['two swapped events', () => log.with(5, log[6]!).with(6, log[5]!), 6, /missing/],
    ['an invalid payload', () => line(3, { payload: { nonsense: 'secret' } }), 4, /fails/],
    ['an event with an unknown version', () => line(3, { version: 99 }), 4, /newer than this release/],
    ['an event of an unknown type', () => line(3, { type: 'x' }), 4, /not an event type of this release/],
    ['a subject that no event began', () => line(3, { subject: 2_000 }), 4, /began the subject/],
    ['time running backwards', () => line(6, { created_at: '2020-01-01T00:00:00.000Z' }), 7, /before/],
    ['an event in the future', () => line(3, { created_at: '2199-01-01T00:00:00.000Z' }), 4, /in the future/],
    ['an unknown system process', () => line(3, { system: 'nobody' }), 4, /nobody/],
    ['a line that isn’t an event', () => log.with(4, '{"position": 4'), 5, /not a valid event/],
    ['a missing end', () => log.slice(0, -3), 0, /ends after/],
    ['no header', () => log.slice(1), 1, /not the first line/],
    ['no lines', () => [], 1, /the file is empty/],
  ])('%s', async (_what, lines, number, reason) => {
    const { rows: before } = await there.pool.query(stored);
    const failure = await importLog(there.kith, linesOf(lines()), 'new@example.org').catch((error) => error);
    expect(failure).toMatchObject({ name: 'LogRefused', reason: expect.stringMatching(reason) });
    if (number > 0) expect(failure.line).toBe(number);
    expect(failure.message).not.toContain('secret');
    expect((await there.pool.query(stored)).rows).toEqual(before);
  });

  test('an address that is already taken', async () => {
    const { rows: before } = await here.pool.query(stored);
    await expect(importLog(here.kith, linesOf(log))).rejects.toThrow('another account has this email');
    expect((await here.pool.query(stored)).rows).toEqual(before);
  });
});

test('an imported account’s email stays in the outbox, even with a mail server', async () => {
  await importLog(here.kith, linesOf(log), 'stays@example.org');
  const dataDir = mkdtempSync(path.join(tmpdir(), 'kith-outbox-'));
  const mailer = createMailer({
    smtpUrl: 'smtp://127.0.0.1:1',
    mailFrom: 'kith@example.org',
    dataDir,
    log: here.kith.log,
    outboxOnly: outboxOnly(here.pool),
  });
  const message = { subject: 'Notes', text: 'Ask', html: '<p>Ask</p>', messageId: '<1@kith.example>' };
  expect(await mailer.send({ ...message, to: 'Stays@example.org' })).toEqual({ kind: 'sent' });
  expect(await mailer.send({ ...message, to: 'person-1@example.org' })).toEqual({ kind: 'unreachable' });
  expect(readdirSync(path.join(dataDir, 'outbox'))).toHaveLength(1);
  await mailer.close();
  rmSync(dataDir, { recursive: true });
});

test('the scripts export a log to a file, after what npm prints, and import it into another database', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kith-log-'));
  const env = { SESSION_SECRET: 's'.repeat(32), LOG_LEVEL: 'info' };
  const out = (await bundled('src/ops/cli/log-export.ts'))(['--account', 'Person-2@example.org'], {
    ...env,
    DATABASE_URL: here.url,
  });
  expect(await out.exit).toMatchObject({ code: 0 });
  expect(out.stdout.trim().split('\n')).toEqual(log);
  const file = path.join(folder, 'log.jsonl');
  writeFileSync(file, `\n> kith@0.1.0 log:export\n> node src/ops/cli/log-export.ts\n\n${out.stdout}`);
  const importing = await bundled('src/ops/cli/log-import.ts');
  const back = importing([file, '--email', 'by-hand@example.org'], {
    ...env,
    DATABASE_URL: there.url,
  });
  expect(await back.exit).toMatchObject({ code: 0 });
  expect(back.stdout).toMatch(/Imported \d+ events as account \d+, by-hand@example\.org\./);
  writeFileSync(file, readFileSync(file, 'utf8').replace('"position":4', '"position":5'));
  const refused = importing([file, '--email', 'again@example.org'], {
    ...env,
    DATABASE_URL: there.url,
  });
  expect(await refused.exit).toMatchObject({ code: 1 });
  expect(refused.stderr).toMatch(/log\.jsonl, line 9: position 4 is missing.*Nothing was stored\./);
  rmSync(folder, { recursive: true });
});
