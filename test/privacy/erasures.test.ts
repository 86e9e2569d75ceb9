import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createEnginePool } from '../../src/database/pool';
import { closeAccount } from '../../src/domain/commands/close-account';
import { forgetContact } from '../../src/domain/commands/forget-contact';
import { recordInteraction } from '../../src/domain/commands/record-interaction';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import { exportLog } from '../../src/privacy/export-log';
import { importLog } from '../../src/privacy/import-log';
import { isScrubDue } from '../../src/privacy/is-scrub-due';
import { scrub } from '../../src/privacy/scrub';
import { expectEqualToOracle } from '../oracle/compare';
import { adminClient, urlOf } from '../support/database';
import { untilBlocked, whileLocked } from '../support/hold';
import { foundInTables } from '../support/planting';
import { createStage, type Stage, settle } from '../support/stage';
import { endWorkers, untilCaughtUp, workerWithin } from '../support/workers';

jest.setTimeout(60_000);

let live: Stage;
let folder: string;
let holder: Actor;
let closer: Actor;
let bob: number;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kith-erasures-'));
  live = await createStage();
  await live.bystander();
  holder = await live.open();
  await live.contact(holder, 'Kept friend');
  bob = await live.contact(holder, 'Bob', 'A secret.');
  const spoken = { contact: bob, interacted_on: '2026-11-01', description: 'A secret.' };
  await execute(live.kith, holder, recordInteraction, spoken);
  closer = await live.open();
  await live.contact(closer, 'Ann', 'A secret.');
  for (const { accountId } of [holder, closer]) await settle(live.kith, accountId);
});
afterAll(async () => {
  await live.drop();
  rmSync(folder, { recursive: true });
});

function erasures(url: string, args: string[], input = '') {
  const file = path.join(folder, 'input');
  writeFileSync(file, input);
  const stdin = openSync(file, 'r');
  const env = {
    PATH: process.env.PATH ?? '',
    DATABASE_URL: url,
    DATA_DIR: folder,
    SESSION_SECRET: 's'.repeat(32),
  };
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'src/ops/cli/erasures.ts', ...args],
    {
      env,
      stdio: [stdin, 'pipe', 'pipe'],
      encoding: 'utf8',
    },
  );
  closeSync(stdin);
  return { status, stdout, stderr };
}

test('the ledger, kept apart from backups, brings a restored backup up to date', async () => {
  // The backup is the live database before anything is forgotten.
  const backup = await copyOf(live);
  await execute(live.kith, holder, forgetContact, { contact: bob });
  await execute(live.kith, closer, closeAccount, {});
  const ledger = erasures(live.url, ['--json']);
  expect(ledger).toMatchObject({ status: 0, stderr: '' });
  const lines = ledger.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toEqual([
    expect.objectContaining({ account: holder.accountId, subject: bob, by: null }),
    expect.objectContaining({ account: closer.accountId, subject: null, by: null }),
  ]);
  expect(ledger.stdout).not.toMatch(/secret|Bob|Ann|example\.org/);
  expect(erasures(live.url, []).stdout).toContain(`account ${holder.accountId}, contact ${bob}`);

  expect(await foundInTables(backup.pool, 'A secret.')).toContain('projected_contacts');
  const stranger = JSON.stringify({ ...lines[0], began_at: '2020-01-01T00:00:00.000Z' });
  const first = erasures(backup.url, ['--reapply'], `> npm prints this\n${ledger.stdout}${stranger}\n`);
  expect(first).toMatchObject({ status: 0, stderr: '' });
  expect(first.stdout).toContain('2 erased again, 0 already erased, 1 not in this database.');
  expect(await foundInTables(backup.pool, 'A secret.')).toEqual([]);
  expect(await foundInTables(backup.pool, 'Kept friend')).toContain('projected_contacts');
  for (const { accountId } of [holder, closer]) await expectEqualToOracle(backup.pool, accountId);

  const again = erasures(backup.url, ['--reapply'], ledger.stdout);
  expect(again.stdout).toContain('0 erased again, 4 already erased, 0 not in this database.');
  const { rows } = await backup.pool.query('select count(*)::int from erasures');
  expect(rows).toEqual([{ count: 2 }]);
  await backup.drop();
});

test('a file that isn’t a ledger erases nothing', async () => {
  const refused = erasures(live.url, ['--reapply'], 'nonsense\n');
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain('Line 1 is not a line of a ledger.');
  expect(erasures(live.url, ['later']).stderr).toContain('Unknown argument: later. See --help.');
});

test('--scrub rewrites the tables, and records when', async () => {
  expect(await isScrubDue(live.pool, '0 seconds')).toBe(true);
  expect(await isScrubDue(live.pool)).toBe(false);
  const scrubbed = erasures(live.url, ['--scrub']);
  expect(scrubbed).toMatchObject({ status: 0, stderr: '' });
  expect(scrubbed.stdout).toMatch(/Rewrote \d+ tables\. Kith could not clear the write-ahead log\./);
  expect(await isScrubDue(live.pool, '0 seconds')).toBe(false);
});

test('an erasure during a scrub makes another scrub due', async () => {
  const { pool, kith } = live;
  const actor = await live.open();
  const late = await live.contact(actor, 'Late');
  await whileLocked(pool, 'lock table sessions in access share mode', [], async (release) => {
    const scrubbing = scrub(live.url);
    await untilBlocked(pool);
    await execute(kith, actor, forgetContact, { contact: late });
    await release();
    await scrubbing;
  });
  expect(await isScrubDue(pool, '0 seconds')).toBe(true);
  await scrub(live.url);
  expect(await isScrubDue(pool, '0 seconds')).toBe(false);
});

test.each(['step by step', 'by a worker'])(
  'a log with masked events is exported and imported, and yields the same rows, %s',
  async (how) => {
    const lines: string[] = [];
    for await (const line of exportLog(live.pool, holder.accountId)) lines.push(line.trimEnd());
    expect(lines.filter((line) => line.includes('"masked":true'))).toHaveLength(2);
    expect(lines.join()).not.toContain('secret');
    const there = await createStage();
    const imported = await importLog(there.kith, linesOf(lines));
    if (how === 'by a worker') {
      await workerWithin(there, { sweeping: { every: 200, olderThan: 0 } });
      await untilCaughtUp(there.kith);
      await endWorkers();
    } else await settle(there.kith, imported.accountId);
    await expectEqualToOracle(there.pool, imported.accountId);
    const { rows } = await there.pool.query('select name from projected_contacts');
    expect(rows).toEqual([{ name: 'Kept friend' }]);
    await there.drop();
  },
);

async function* linesOf(lines: string[]) {
  yield* lines;
}

/** Copies the database, as a backup would. */
async function copyOf({ url }: Stage) {
  const from = new URL(url).pathname.slice(1);
  const to = `${from}_backup`;
  const admin = await adminClient();
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [from]);
  await admin.query(`create database ${to} template ${from} owner kith strategy file_copy`);
  const pool = createEnginePool(urlOf(to));
  const drop = async () => {
    await pool.end();
    await admin.query(`drop database ${to} with (force)`);
    await admin.end();
  };
  return { url: urlOf(to), pool, drop };
}
