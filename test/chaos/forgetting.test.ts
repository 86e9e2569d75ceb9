import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../src/base/clock';
import { readConfig } from '../../src/base/config';
import { forgetContact } from '../../src/domain/commands/forget-contact';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import { replayDry } from '../../src/engine/replaying/dry-replay';
import { askForReplay } from '../../src/engine/replaying/replay';
import { about } from '../../src/mail/about';
import { createMailer } from '../../src/mail/mailer';
import { outboxFolder } from '../../src/mail/outbox-delivery';
import { scrub } from '../../src/privacy/scrub';
import { expectEqualToOracle } from '../oracle/compare';
import { bundled } from '../support/bundle';
import type { Forgetting } from '../support/forgetting-process';
import { foundInFolder, foundInTables, plantEvents } from '../support/planting';
import { until } from '../support/processes';
import { random, seed } from '../support/random';
import { createStage, rebuild, type Stage, settle } from '../support/stage';
import {
  endWorkers,
  environment,
  killNine,
  untilCaughtUp,
  workerProcess,
  workerWithin,
} from '../support/workers';

const chosen = seed();
const next = random(chosen);
/** Where the process is killed: before the important steps, and before random statements. */
const anywhere = Array.from({ length: 3 }, () => ({ before: '', nth: 1 + Math.floor(next() * 26) }));
const deaths = [
  { before: 'mask_events', nth: 1 },
  { before: 'delete from projected_', nth: 2 },
  { before: 'graphile_worker.add_job', nth: 1 },
  { before: '^commit', nth: 1 },
  { before: '^commit', nth: 2 },
  ...anywhere,
];
jest.setTimeout(90_000);

let stage: Stage;
let env: Record<string, string>;
beforeAll(async () => {
  stage = await createStage({ clock: systemClock });
  env = environment(stage.url);
});
afterAll(async () => {
  await endWorkers();
  await stage.drop();
});

type Planted = { actor: Actor; contact: number; others: number[]; token: string; secret: string };

test(`a contact that is forgotten while processes are killed is forgotten completely or not at all (KITH_SEED=${chosen})`, async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const planted: Planted[] = [];
  let begun = 0;
  for (const [number, death] of deaths.entries()) {
    const one = await plant(number);
    planted.push(one);
    await killedBefore({ ...one, ...death });
    if (await hasBegun(one)) begun++;
  }
  // Processes killed while deleting rows or committing a batch have begun the erasure; those killed earlier have not.
  expect(begun).toBeGreaterThanOrEqual(2);
  expect(begun).toBeLessThanOrEqual(2 + anywhere.length);
  // A person who got no answer would submit the same form again.
  for (const { actor, contact, others, token } of planted) {
    await execute(kith, actor, forgetContact, { contact }, { token });
    for (const other of others) await execute(kith, actor, forgetContact, { contact: other });
  }
  // A worker is killed while it finishes erasures, and another one continues.
  const worker = await workerProcess(stage, env);
  await pause(next() * 150);
  await killNine(worker);
  // Its jobs would be unlocked after ten seconds, and emails searched for again after five minutes.
  await pool.query(
    `update graphile_worker._private_jobs
      set run_at = least(run_at, now()), locked_at = locked_at - interval '1 minute'`,
  );
  await workerWithin(stage, { sweeping: { every: 100, olderThan: 0 } }, env);
  await untilCaughtUp(kith);
  await until(async () => {
    // After an erasure is finished, its emails are searched for once more after five minutes.
    await pool.query('update graphile_worker._private_jobs set run_at = least(run_at, now())');
    return (await pool.query('select from graphile_worker.jobs')).rowCount === 0;
  });
  await endWorkers();

  const outbox = outboxFolder(env.DATA_DIR!);
  for (const { actor, secret } of planted) {
    expect(await foundInTables(pool, secret)).toEqual([]);
    expect(foundInFolder(outbox, secret)).toEqual([]);
    await expectAsReplayed(actor);
  }
  expect(foundInFolder(outbox, 'Kept email')).toHaveLength(planted.length);
  await scrubDespiteKill();
  const files = await folderOfDatabase();
  for (const { secret } of planted) expect(foundInFolder(files, secret)).toEqual([]);
  expect(foundInFolder(files, 'Looks on.')).not.toEqual([]);
  await bystander.unharmed();
});

/** Opens an account with events, projections and an email about the contact, and one email that is not about them. */
async function plant(number: number): Promise<Planted> {
  const secret = `hush-${number}-hush`;
  const actor = await stage.open();
  const [contact, ...others] = await plantEvents(stage.pool, actor, secret);
  await settle(stage.kith, actor.accountId);
  const mailer = createMailer({ ...readConfig(env), log: stage.kith.log });
  const to = 'holder@example.org';
  const email = { to, subject: secret, text: secret, html: secret, messageId: `<${number}@kith>` };
  await mailer.send({ ...email, ...about(actor.accountId, [contact!]) });
  await mailer.send({
    ...email,
    subject: 'Kept email',
    text: '',
    html: '',
    messageId: `<kept-${number}@kith>`,
  });
  await mailer.close();
  return { actor, contact: contact!, others, token: secret, secret };
}

async function killedBefore({ actor, contact, token, before, nth }: Forgetting): Promise<void> {
  const start = await bundled('test/support/forgetting-process.ts');
  const forgetting: Forgetting = { actor, contact, token, before, nth };
  const run = start([JSON.stringify(forgetting)], env);
  await run.says(/held|done/);
  await killNine(run);
  // Waits until its connections are gone, and their transactions rolled back.
  await until(async () => {
    const { rowCount } = await stage.pool.query(
      `select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
    );
    return rowCount === 0;
  });
}

/** Returns whether the erasure has begun. Expects that nothing happened if not, and that a job will finish it if so. */
async function hasBegun({ actor: { accountId }, contact, secret }: Planted): Promise<boolean> {
  const { rows } = await stage.pool.query<{ begun: boolean; masked: number; open: number; lines: number }>(
    `select bool_or(t.name = 'contact-forgotten') as begun,
        count(*) filter (where masked)::integer as masked,
        count(*) filter (where not masked and t.name <> 'contact-forgotten')::integer as open,
        (select count(*)::integer from erasures where account_id = $1) as lines
      from events e join event_types t on t.id = e.event_type_id where account_id = $1 and subject = $2`,
    [accountId, contact],
  );
  const { begun, masked, open, lines } = rows[0]!;
  expect(begun ? { lines } : { masked, lines }).toEqual(begun ? { lines: 1 } : { masked: 0, lines: 0 });
  const { rowCount: jobs } = await stage.pool.query(
    `select from graphile_worker._private_jobs where key = 'erase:' || $1 || ':' || $2`,
    [accountId, contact],
  );
  const { rowCount } = await stage.pool.query(
    'select from projected_contacts where account_id = $1 and contact = $2 and name like $3',
    [accountId, contact, `${secret}%`],
  );
  // A job will do what is not done yet.
  if (!begun) expect(rowCount).toBe(1);
  else if (open > 0 || rowCount! > 0) expect(jobs).toBe(1);
  return begun;
}

async function expectAsReplayed({ accountId }: Actor): Promise<void> {
  const { kith, pool } = stage;
  await expectEqualToOracle(pool, accountId);
  await askForReplay(kith, kith.projections, { accountId });
  for (const projection of kith.projections) {
    const verified = await replayDry(kith, [projection], { accountId });
    expect(verified).toMatchObject({ discrepancies: [], failing: [] });
    expect(await rebuild(kith, projection, accountId)).toMatchObject({ changed: 0 });
  }
}

/** Scrubs the database: first with a process that is killed, then completely. */
async function scrubDespiteKill(): Promise<void> {
  const run = (await bundled('src/ops/cli/erasures.ts'))(['--scrub'], env);
  await pause(300 + next() * 300);
  await killNine(run);
  await scrub(asSuperuser());
}

function asSuperuser(): string {
  const url = new URL(process.env.KITH_TEST_SERVER!);
  url.pathname = new URL(stage.url).pathname;
  return url.href;
}

/** Returns the folder in which the server stores this database's tables and indexes. */
async function folderOfDatabase(): Promise<string> {
  const { rows } = await stage.pool.query<{ path: string }>(`select pg_relation_filepath('events') as path`);
  const cluster = path.join(path.dirname(process.env.KITH_TEST_BUNDLES!), 'data', 'postgres');
  return path.dirname(path.join(cluster, rows[0]!.path));
}
