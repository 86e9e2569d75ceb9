import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Pool } from 'pg';
import { readConfig } from '../../src/base/config';
import { localDate } from '../../src/base/time';
import { createContact } from '../../src/domain/commands/create-contact';
import { planMeeting } from '../../src/domain/commands/plan-meeting';
import { execute } from '../../src/engine/deciding/execute';
import { fanOut } from '../../src/engine/projecting/fan-out';
import { sweep } from '../../src/engine/projecting/sweep';
import { createMailer } from '../../src/mail/mailer';
import { sendMorningEmails } from '../../src/morning/send-morning-emails';
import { isWorkerAlive, unlockJobsOfTheDead } from '../../src/queue/presence';
import { repeat } from '../../src/queue/repeat';
import { expectEqualToOracle } from '../oracle/compare';
import { holdBefore, untilBlocked, whileLocked } from '../support/hold';
import { until } from '../support/processes';
import { createStage, type Stage, settle } from '../support/stage';
import {
  endWorkers,
  environment,
  killNine,
  untilCaughtUp,
  workerProcess,
  workerWithin,
} from '../support/workers';

jest.setTimeout(60_000);

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});
afterEach(async () => {
  await endWorkers();
  await stage.drop();
});

const never = { every: 3_600_000, olderThan: 3_600 };
const lockedJobs = async () => {
  const { rows } = await stage.pool.query(
    `select count(*)::integer as jobs from graphile_worker.jobs where locked_by is not null`,
  );
  return rows[0].jobs;
};
const queued = async () => {
  const { rows } = await stage.pool.query(
    `select key from graphile_worker._private_jobs where key is not null order by key`,
  );
  return rows.map(({ key }) => key);
};

test('if a worker is killed with its jobs locked, another worker’s sweeper catches up', async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const actor = await stage.open();
  await settle(kith, actor.accountId);
  await stage.contact(actor, 'Bob');
  const lock = 'select from projection_cursors where account_id = $1 for update';
  await whileLocked(pool, lock, [actor.accountId], async () => {
    const doomed = await workerProcess(stage);
    // Its jobs wait for the cursors' locks.
    await untilBlocked(pool, 1);
    await until(() => isWorkerAlive(pool));
    await killNine(doomed);
  });
  await until(async () => !(await isWorkerAlive(pool)));
  expect(await lockedJobs()).toBeGreaterThan(0);
  await workerWithin(stage, { sweeping: { every: 100, olderThan: 0 } });
  await untilCaughtUp(kith);
  await expectEqualToOracle(pool, actor.accountId);
  await bystander.unharmed();
});

test('a worker that starts immediately processes streams whose jobs were lost', async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const actor = await stage.open();
  await stage.contact(actor, 'Bob');
  // Fanned out, and the job is gone.
  await fanOut(kith);
  await pool.query('delete from graphile_worker._private_jobs');
  await workerWithin(stage, { sweeping: { every: 600_000, olderThan: 600 } });
  await untilCaughtUp(kith);
  await expectEqualToOracle(pool, actor.accountId);
  await bystander.unharmed();
});

test('jobs of a dead worker are unlocked; those of a running one are not', async () => {
  const { kith, pool } = stage;
  const actor = await stage.open();
  await fanOut(kith);
  await pool.query(`update graphile_worker._private_jobs set locked_by = 'dead', locked_at = now()`);
  await unlockJobsOfTheDead(pool);
  expect(await lockedJobs()).toBe(1); // locked too recently
  await pool.query(`update graphile_worker._private_jobs set locked_at = now() - interval '1 minute'`);
  const alive = await pool.connect();
  await alive.query(`select pg_advisory_lock_shared(4871002, hashtext('dead'))`);
  await unlockJobsOfTheDead(pool);
  expect(await lockedJobs()).toBe(1);
  await alive.query('select pg_advisory_unlock_all()');
  alive.release();
  await unlockJobsOfTheDead(pool);
  expect(await lockedJobs()).toBe(0);
  // Locked before the clock was set back.
  await pool.query(
    `update graphile_worker._private_jobs set locked_by = 'dead', locked_at = now() + interval '1 hour'`,
  );
  await unlockJobsOfTheDead(pool);
  expect(await lockedJobs()).toBe(0);
  await workerWithin(stage, { sweeping: never });
  await untilCaughtUp(kith);
  await expectEqualToOracle(pool, actor.accountId);
});

test('a completed job that reappears after a crash of the database, locked by a running worker, runs again', async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const actor = await stage.open();
  await settle(kith, actor.accountId);
  await workerWithin(stage, { sweeping: { every: 100, olderThan: 600 } });
  const lock = 'select from projection_cursors where account_id = $1 for update';
  await whileLocked(pool, lock, [actor.accountId], async () => {
    await stage.contact(actor, 'Bob');
    await untilBlocked(pool, 1);
    // Its completion did not wait for the disk.
    await pool.query(`select graphile_worker.add_job('purge', run_at => now() + interval '1 hour')`);
    await pool.query(
      `update graphile_worker._private_jobs b
        set run_at = now(), attempts = 1, locked_at = now(), locked_by = a.locked_by
        from graphile_worker._private_jobs a where b.locked_by is null and a.locked_by is not null`,
    );
  });
  await untilCaughtUp(kith);
  await until(async () => (await lockedJobs()) === 1);
  const presence = `from pg_stat_activity
    where application_name = 'kith presence' and datname = current_database()`;
  // In a crash, all connections break.
  expect((await pool.query(`select pg_terminate_backend(pid, 5000) ${presence}`)).rowCount).toBe(1);
  await until(() => isWorkerAlive(pool));
  // A minute later.
  await pool.query(
    `update graphile_worker._private_jobs set locked_at = now() - interval '1 minute' where locked_by is not null`,
  );
  await until(async () => (await pool.query('select from graphile_worker.jobs')).rowCount === 0);
  await stage.contact(actor, 'Cem');
  await untilCaughtUp(kith);
  await expectEqualToOracle(pool, actor.accountId);
  await bystander.unharmed();
});

test('jobs of a dead worker that were replaced in the queue do not accumulate', async () => {
  const { kith, pool } = stage;
  await stage.open();
  await fanOut(kith);
  await pool.query(
    `update graphile_worker._private_jobs set locked_by = 'dead', locked_at = now() - interval '1 minute'`,
  );
  expect(await sweep(kith, [], -1)).toBe(1);
  await workerWithin(stage, { sweeping: { every: 100, olderThan: 0 } });
  await untilCaughtUp(kith);
  await until(async () => (await pool.query('select from graphile_worker.jobs')).rowCount === 0);
});

test('without notifications and sweeper, events are found by the next poll, four times a second', async () => {
  const { kith, pool } = stage; // this engine announces nothing
  const bystander = await stage.bystander();
  const polls = countingPolls(pool);
  await workerWithin({ ...stage, pool: polls.pool }, { sweeping: never });
  const actor = await stage.open();
  await untilCaughtUp(kith);
  for (const name of ['Ann', 'Bea', 'Cem']) {
    await execute(kith, actor, createContact, { name });
    const before = polls.count();
    await until(async () => (await pool.query('select from streams where head > fanned_out')).rowCount === 0);
    // A poll that was running may have begun before the append.
    expect(polls.count() - before).toBeLessThanOrEqual(2);
    await untilCaughtUp(kith);
  }
  await expectEqualToOracle(pool, actor.accountId);
  await bystander.unharmed();

  // Another repetition at the same rate in the same process: a slow machine slows down both.
  const before = polls.count();
  let turns = 0;
  const yardstick = repeat('yardstick', kith.log, 250, async () => {
    await pool.query('select');
    turns++;
  });
  await until(() => turns > 8);
  await yardstick.stop();
  expect(polls.count() - before).toBeGreaterThanOrEqual(turns / 2);
});

/** The pool, and the number of polls for changed streams that have begun on it. */
function countingPolls(pool: Pool): { pool: Pool; count(): number } {
  let polls = 0;
  const watched = new Proxy(pool, {
    get(target, property) {
      const value = Reflect.get(target, property);
      if (typeof value !== 'function') return value;
      if (property !== 'query') return value.bind(target);
      return (...args: [{ name?: string }]) => {
        if (args[0].name === 'fan-out') polls++;
        return value.apply(target, args);
      };
    },
  });
  return { pool: watched, count: () => polls };
}

test('a stream locked by an import does not delay the fan-out of others, and is fanned out afterwards', async () => {
  const { kith, pool } = stage;
  const [imported, other] = [await stage.open(), await stage.open()];
  await fanOut(kith);
  await pool.query('delete from graphile_worker._private_jobs');
  await stage.contact(imported, 'Bob');
  await stage.contact(other, 'Bob');
  await whileLocked(
    pool,
    'update streams set last_at = last_at where account_id = $1',
    [imported.accountId],
    async () => {
      expect(await fanOut(kith)).toBe(1);
      expect(await queued()).toEqual([`stream:${other.accountId}`]);
    },
  );
  expect(await fanOut(kith)).toBe(1);
  expect(await queued()).toHaveLength(2);
});

test('a concurrent fan-out neither waits for an uncommitted one nor repeats its work', async () => {
  const { kith, pool } = stage;
  const [one, other] = [await stage.open(), await stage.open()];
  await fanOut(kith);
  await pool.query('delete from graphile_worker._private_jobs');
  await stage.contact(one, 'Bob');
  const client = await pool.connect();
  await client.query('begin');
  const within = { ...kith, pool: { query: client.query.bind(client) } as never };
  expect(await fanOut(within)).toBe(1);
  await stage.contact(other, 'Bob');
  expect(await fanOut(kith)).toBe(1);
  await client.query('commit');
  client.release();
  expect(await fanOut(kith)).toBe(0);
  expect(await queued()).toHaveLength(2);
});

test('a dozen concurrent fan-outs and sweeps do not deadlock', async () => {
  const { kith } = stage;
  const actors = await Promise.all(Array.from({ length: 40 }, () => stage.open()));
  for (let round = 0; round < 5; round++) {
    await Promise.all(actors.map((actor) => execute(kith, actor, createContact, { name: `Bob ${round}` })));
    const polls = Array.from({ length: 12 }, (_, n) => (n % 2 ? fanOut(kith) : sweep(kith, [], -1)));
    const streams = await Promise.all(polls);
    expect(streams.filter((_, n) => n % 2).reduce((a, b) => a + b)).toBe(actors.length);
  }
  expect(await queued()).toHaveLength(actors.length);
});

test('an event appended during the fan-out of its stream is fanned out as well', async () => {
  const { kith, pool } = stage;
  const actor = await stage.open();
  const held = holdBefore(pool, /insert into events/);
  const appending = execute({ ...kith, pool: held.pool }, actor, createContact, { name: 'Bob' });
  await held.reached;
  expect(await fanOut(kith)).toBe(1);
  held.goOn();
  await appending;
  expect(await fanOut(kith)).toBe(1);
});

test('rebuilding everything sends no email, appends no event, and queues only projecting jobs', async () => {
  const { kith, pool, url } = stage;
  const env = environment(url);
  const config = readConfig(env);
  const mailer = createMailer({ ...config, log: kith.log });
  const run = () => sendMorningEmails({ config, kith, mailer }, { job: 'test' });
  const emails = () => readdirSync(path.join(config.dataDir, 'outbox')).length;
  const actor = await stage.open();
  const contact = await stage.contact(actor, 'Bob');
  const day = localDate(kith.clock(), 'Europe/Berlin'); // its morning has come
  await execute(kith, actor, planMeeting, { contact, meeting_on: day });
  await settle(kith, actor.accountId);
  expect(await run()).toMatchObject({ sent: 1 });
  await workerWithin(stage, {}, env);
  await untilCaughtUp(kith);
  await until(reactorsHaveCaughtUp);
  await endWorkers();
  const [before, headBefore] = [emails(), await headOf(actor.accountId)];

  await pool.query(recordQueuedTasks);
  await pool.query('update projections set replays = replays + 1');
  await workerWithin(stage, { sweeping: { every: 50, olderThan: 0 } }, env);
  await untilCaughtUp(kith);
  expect(await run()).toMatchObject({ sent: 0, missed: 0, uncertain: 0, waiting: 0 });
  await expectEqualToOracle(pool, actor.accountId);
  const { rows } = await pool.query('select array_agg(distinct task) as tasks from queued_tasks');
  expect(rows).toEqual([{ tasks: ['project-stream'] }]);
  expect(await headOf(actor.accountId)).toBe(headBefore);
  expect(emails()).toBe(before);
});

/** Records every job's task as it is queued, since completed jobs are deleted. */
const recordQueuedTasks = `
  create table queued_tasks (task text);
  create function note_task() returns trigger language plpgsql as $$ begin
    insert into public.queued_tasks select identifier from graphile_worker._private_tasks where id = new.task_id;
    return null;
  end $$;
  create trigger note_task after insert on graphile_worker._private_jobs for each row execute function note_task();`;

async function reactorsHaveCaughtUp(): Promise<boolean> {
  const { rowCount } = await stage.pool.query(
    `select from reactors r cross join streams s
      left join reactor_cursors c on c.account_id = s.account_id and c.reactor = r.name
      where s.head > 0 and c.position is distinct from s.head`,
  );
  return rowCount === 0;
}

async function headOf(accountId: number): Promise<number> {
  const { rows } = await stage.pool.query('select head from streams where account_id = $1', [accountId]);
  return rows[0].head;
}
