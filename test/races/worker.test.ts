import { createContact } from '../../src/commands/create-contact';
import { execute } from '../../src/deciding/execute';
import { fanOut, sweep } from '../../src/projecting/fan-out';
import { isWorkerAlive, unlockJobsOfTheDead } from '../../src/worker/presence';
import { expectEqualToOracle } from '../oracle/compare';
import { holdBefore, untilBlocked, whileLocked } from '../support/hold';
import { until } from '../support/processes';
import { createStage, type Stage, settle } from '../support/stage';
import { endWorkers, killNine, untilCaughtUp, workerProcess, workerWithin } from '../support/workers';

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

test('a worker killed with its jobs locked: another one’s sweeper catches up', async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const actor = await stage.open();
  await settle(kith, actor.accountId);
  await stage.contact(actor, 'Bob');
  const lock = 'select from projection_cursors where account_id = $1 for update';
  await whileLocked(pool, lock, [actor.accountId], async () => {
    const doomed = await workerProcess(stage);
    // Its jobs stand at the cursors' locks.
    await untilBlocked(pool, kith.projections.length);
    expect(await isWorkerAlive(pool)).toBe(true);
    await killNine(doomed);
  });
  await until(async () => !(await isWorkerAlive(pool)));
  expect(await lockedJobs()).toBeGreaterThan(0);
  await workerWithin(stage, { sweeping: { every: 100, olderThan: 0 } });
  await untilCaughtUp(kith);
  await expectEqualToOracle(pool, actor.accountId);
  await bystander.unharmed();
});

test('jobs that a dead worker holds are given back; those of a living one are not', async () => {
  const { kith, pool } = stage;
  const actor = await stage.open();
  await fanOut(kith);
  await pool.query(`update graphile_worker._private_jobs set locked_by = 'dead', locked_at = now()`);
  await unlockJobsOfTheDead(pool);
  expect(await lockedJobs()).toBe(kith.projections.length); // too fresh to tell
  await pool.query(`update graphile_worker._private_jobs set locked_at = now() - interval '1 minute'`);
  const alive = await pool.connect();
  await alive.query(`select pg_advisory_lock_shared(4871002, hashtext('dead'))`);
  await unlockJobsOfTheDead(pool);
  expect(await lockedJobs()).toBe(kith.projections.length);
  await alive.query('select pg_advisory_unlock_all()');
  alive.release();
  await unlockJobsOfTheDead(pool);
  expect(await lockedJobs()).toBe(0);
  await workerWithin(stage, { sweeping: never });
  await untilCaughtUp(kith);
  await expectEqualToOracle(pool, actor.accountId);
});

test('jobs that a dead worker held and that were queued anew meanwhile do not pile up', async () => {
  const { kith, pool } = stage;
  await stage.open();
  await fanOut(kith);
  await pool.query(
    `update graphile_worker._private_jobs set locked_by = 'dead', locked_at = now() - interval '1 minute'`,
  );
  expect(await sweep(kith, -1)).toBe(kith.projections.length);
  await workerWithin(stage, { sweeping: { every: 100, olderThan: 0 } });
  await untilCaughtUp(kith);
  await until(async () => (await pool.query('select from graphile_worker.jobs')).rowCount === 0);
});

test('without notifications and without the sweeper, everything arrives within a poll', async () => {
  const { kith, pool } = stage; // this engine announces nothing
  const bystander = await stage.bystander();
  await workerWithin(stage, { sweeping: never });
  const actor = await stage.open();
  await untilCaughtUp(kith);
  for (const name of ['Ann', 'Bea', 'Cem']) {
    const began = performance.now();
    await execute(kith, actor, createContact, { name });
    await untilCaughtUp(kith);
    expect(performance.now() - began).toBeLessThan(2_000);
  }
  await expectEqualToOracle(pool, actor.accountId);
  await bystander.unharmed();
});

test('a stream’s row held by an import holds up nobody else’s fan-out, and its own comes after', async () => {
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
      expect(await queued()).toEqual(kith.projections.map(({ name }) => `${name}:${other.accountId}`).sort());
    },
  );
  expect(await fanOut(kith)).toBe(1);
  expect(await queued()).toHaveLength(2 * kith.projections.length);
});

test('a fan-out that is not committed yet makes another one neither wait nor do its work again', async () => {
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
  expect(await queued()).toHaveLength(2 * kith.projections.length);
});

test('fan-outs and sweeps by the dozen, side by side, do not deadlock', async () => {
  const { kith } = stage;
  const actors = await Promise.all(Array.from({ length: 40 }, () => stage.open()));
  for (let round = 0; round < 5; round++) {
    await Promise.all(actors.map((actor) => execute(kith, actor, createContact, { name: `Bob ${round}` })));
    const looks = Array.from({ length: 12 }, (_, n) => (n % 2 ? fanOut(kith) : sweep(kith, -1)));
    const streams = await Promise.all(looks);
    expect(streams.filter((_, n) => n % 2).reduce((a, b) => a + b)).toBe(actors.length);
  }
  expect(await queued()).toHaveLength(actors.length * kith.projections.length);
});

test('an event appended while its stream is being fanned out is fanned out as well', async () => {
  const { kith, pool } = stage;
  const actor = await stage.open();
  const held = holdBefore(pool, /with moved as/);
  const appending = execute({ ...kith, pool: held.pool }, actor, createContact, { name: 'Bob' });
  await held.reached;
  expect(await fanOut(kith)).toBe(1);
  held.goOn();
  await appending;
  expect(await fanOut(kith)).toBe(1);
});

test('rebuilding everything sends nothing: no job but projecting is queued, no event appended', async () => {
  const { kith, pool } = stage;
  const actor = await stage.open();
  const contact = await stage.contact(actor, 'Bob');
  const planned = {
    type: 'meeting-planned',
    subject: contact,
    payload: { meeting: null, meeting_on: '2026-11-20', meeting_time: null, time_zone: 'Europe/Berlin' },
  };
  await execute(kith, actor, { name: 'plan', wants: () => [], decide: () => [planned] }, {});
  await settle(kith, actor.accountId);
  await pool.query('update projections set replays = replays + 1');
  await workerWithin(stage, { sweeping: { every: 50, olderThan: 0 } });
  await untilCaughtUp(kith);
  await expectEqualToOracle(pool, actor.accountId);
  const { rows } = await pool.query(
    `select (select count(*)::integer from mail_claims) as mails,
      (select head from streams where account_id = $1) as head,
      (select array_agg(distinct identifier) from graphile_worker._private_tasks) as tasks`,
    [actor.accountId],
  );
  expect(rows[0]).toMatchObject({ mails: 0, head: 3 });
});
