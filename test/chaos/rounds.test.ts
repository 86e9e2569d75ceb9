import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../src/base/clock';
import { inSnapshot } from '../../src/database/transaction';
import { recordMailOutcome } from '../../src/domain/commands/record-mail-outcome';
import type { Actor } from '../../src/engine/deciding/execute';
import { expectAsOracleAtCursors, expectEqualToOracle } from '../oracle/compare';
import { bundle } from '../support/bundle';
import type { Said, Task } from '../support/doomed';
import { erasing } from '../support/forms';
import { busyPerson } from '../support/person';
import { random, seed } from '../support/random';
import { createStage, type Stage, settle } from '../support/stage';
import { expectOnce, type Submission, submit } from '../support/submitters';
import { endWorkers, environment, untilCaughtUp, workerWithin } from '../support/workers';

const rounds = Number(process.env.KITH_ROUNDS ?? 30);
/** How many Kith processes run at once; as soon as one is dead, another one replaces it. */
const places = 2;
const longestLife = 120;
const chosen = seed();
jest.setTimeout(60_000 + rounds * 2_000);

let stage: Stage;
let script: string;
let accounts: Actor[];
let abouts: Task['abouts'];
const children = new Set<ChildProcess>();

beforeAll(async () => {
  stage = await createStage({ clock: systemClock });
  script = await bundle('test/support/doomed.ts');
  accounts = [];
  abouts = [];
  for (let count = 0; count < 4; count++) {
    const actor = await stage.open();
    accounts.push(actor);
    for (const name of ['Ann', 'Bob']) abouts.push({ actor, contact: await stage.contact(actor, name) });
  }
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await endWorkers();
  await stage.drop();
});

test(`after ${rounds} or more kill −9 between append and cursor, nothing is lost or duplicated (KITH_SEED=${chosen})`, async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const tally = { kills: 0, pending: 0, holdingJobs: 0, savedUnanswered: 0 };
  const sent = new Map<string, Submission>();
  const answered = new Set<string>();
  const env = environment(stage.url);
  const living = [await stage.open(), await stage.open()];
  let over = false;

  const place = async (number: number) => {
    const next = random(chosen + number);
    let pending: Submission[] = [];
    while (tally.pending < rounds && tally.kills < 3 * rounds) {
      const { received, savedBefore } = await killedRound({ writers: 2, abouts, pending }, env, () =>
        pause(next() * longestLife),
      );
      tally.kills++;
      tally.savedUnanswered += savedBefore;
      for (const one of received.sending) sent.set(one.token, one);
      for (const token of received.saved) answered.add(token);
      pending = [...pending, ...received.sending].filter(
        ({ token }, index, all) =>
          !answered.has(token) && all.findIndex((one) => one.token === token) === index,
      );
      const left = await unfinished(received.saved);
      tally.pending += left.pending ? 1 : 0;
      tally.holdingJobs += left.jobs ? 1 : 0;
      const { accountId } = accounts[tally.kills % accounts.length]!;
      await inSnapshot(pool, (client) => expectAsOracleAtCursors(client, kith, accountId));
    }
    for (const one of pending) {
      if ((await submit(kith, one)) === 'saved before') tally.savedUnanswered++;
    }
  };
  // Meanwhile, other accounts do everything that Kith can do.
  const others = living.map(async (actor, number) => {
    const person = busyPerson(kith, actor, chosen + number, { without: [...erasing, recordMailOutcome] });
    while (!over) {
      await person.act();
      await pause(40);
    }
  });
  await Promise.all(Array.from({ length: places }, (_, number) => place(number))).finally(() => {
    over = true;
  });
  await Promise.all(others);
  await workerWithin(stage, { sweeping: { every: 200, olderThan: 0 } });
  await untilCaughtUp(kith);
  await endWorkers();

  if (process.env.KITH_ROUNDS) console.log(JSON.stringify(tally));
  expect(tally.pending).toBeGreaterThanOrEqual(rounds);
  // Some were killed in the middle of their jobs, some between an append's commit and its answer.
  expect(tally.holdingJobs).toBeGreaterThan(0);
  expect(tally.savedUnanswered).toBeGreaterThan(0);
  await expectOnce(pool, [...sent.values()]);
  for (const { accountId } of [...accounts, ...living]) {
    expect(await settle(kith, accountId)).toEqual(kith.projections.map(() => 'caught-up'));
    await expectEqualToOracle(pool, accountId);
  }
  const troubled = 'select from projection_cursors where failures > 0 or parked_at is not null';
  expect((await pool.query(troubled)).rowCount).toBe(0);
  await bystander.unharmed();
});

/** Runs one process and kills it a moment after its first answer. */
async function killedRound(task: Task, env: Record<string, string>, moment: () => Promise<unknown>) {
  const child = spawn(process.execPath, [script, JSON.stringify(task)], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  const received = { sending: [] as Submission[], saved: [] as string[] };
  let savedBefore = 0;
  const closed = once(child, 'close');
  await new Promise<void>((begun, failed) => {
    createInterface(child.stdout).on('line', (line) => {
      const message = JSON.parse(line) as Said;
      if (message.kind === 'sending') received.sending.push(message.submission);
      if (message.kind === 'saved' || message.kind === 'saved before') received.saved.push(message.token);
      if (message.kind === 'saved before') savedBefore++;
      if (message.kind === 'saved') begun();
    });
    closed.then(() => failed(new Error('The process ended by itself')));
  });
  await moment();
  child.kill('SIGKILL');
  expect((await closed)[1]).toBe('SIGKILL');
  children.delete(child);
  return { received, savedBefore };
}

const deadHolders = new Set<string>();

/** Returns whether events that it appended are still pending, and whether it died with locked jobs. */
async function unfinished(saved: string[]): Promise<{ pending: boolean; jobs: boolean }> {
  const { rows } = await stage.pool.query<{ pending: boolean; holders: string[] }>(
    `select
      exists (
        select from events e join projections p on true left join projection_cursors c
            on c.account_id = e.account_id and c.projection = p.name
        where e.payload ->> 'description' = any($1) and coalesce(c.position, 0) < e.position
      ) as pending,
      array(
        select distinct locked_by from graphile_worker._private_jobs j where locked_by is not null and not exists (
          select from pg_locks where locktype = 'advisory'
            and objid::bigint = hashtext(locked_by)::bigint & 4294967295
            and database = (select oid from pg_database where datname = current_database())
        )
      ) as holders`,
    [saved],
  );
  const { pending, holders } = rows[0]!;
  const fresh = holders.filter((holder) => !deadHolders.has(holder));
  for (const holder of fresh) deadHolders.add(holder);
  return { pending, jobs: fresh.length > 0 };
}
