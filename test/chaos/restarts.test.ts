import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Pool } from 'pg';
import { createLog } from '../../src/base/log';
import { startEmbedded } from '../../src/database/embedded/embedded';
import { createEnginePool } from '../../src/database/pool';
import { createContact } from '../../src/domain/commands/create-contact';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import type { Engine } from '../../src/engine/projecting/engine';
import { createKith } from '../../src/kith';
import { migrate } from '../../src/release/migrate';
import { expectEqualToOracle } from '../oracle/compare';
import { openInBerlin } from '../support/open-in-berlin';
import { serverPid, until } from '../support/processes';
import { createStage } from '../support/stage';
import { expectOnce, keepWriting, type Submission } from '../support/submitters';
import { endWorkers, untilCaughtUp, workerWithin } from '../support/workers';

jest.setTimeout(240_000);
afterEach(endWorkers);

const sweeping = { every: 200, olderThan: 0.5 };
const jobs = 1_000;
type About = Omit<Submission, 'token'>;

test('if all connections break repeatedly during a thousand jobs, while people write, nothing is parked or lost', async () => {
  const stage = await createStage();
  const { kith, pool } = stage;
  const abouts = await streams(kith, stage.open);
  const writing = keepWriting(kith, abouts, 6);
  await workerWithin(stage, { sweeping });
  for (let cut = 1; cut <= 4; cut++) {
    await untilDone(kith, cut * 150);
    await pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
    );
  }
  expect(writing.troubles).toBeGreaterThan(0);
  await expectAllDone(kith, abouts, await writing.stop());
  await endWorkers();
  await stage.drop();
});

test('if the database server crashes and restarts during a thousand jobs, while people write, nothing is parked or lost', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kith-restarts-'));
  chmodSync(folder, 0o711);
  const dataDir = path.join(folder, 'data');
  const log = createLog('silent');
  // Durable, as in production: acknowledged writes must survive the crash.
  const server = await startEmbedded({ dataDir, log });
  await migrate(server.url, log);
  const pool = createEnginePool(server.url);
  const kith = { ...createKith({ pool, log, clock: () => new Date() }), announce: () => undefined };
  try {
    let people = 0;
    const abouts = await streams(kith, () => openInBerlin(kith, `person-${++people}@example.org`));
    const writing = keepWriting(kith, abouts, 6);
    await workerWithin({ url: server.url, pool }, { sweeping });
    for (const [done, signal] of [
      [200, 'SIGQUIT'],
      [500, 'SIGINT'],
    ] as const) {
      await untilDone(kith, done);
      const before = await startedAt(pool);
      process.kill(serverPid(dataDir), signal);
      await until(async () => {
        const now = await startedAt(pool).catch(() => before);
        return now !== before;
      });
    }
    expect(writing.troubles).toBeGreaterThan(0);
    await expectAllDone(kith, abouts, await writing.stop());
  } finally {
    await endWorkers();
    await pool.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

async function startedAt(pool: Pool): Promise<string> {
  const { rows } = await pool.query('select pg_postmaster_start_time()::text as at');
  return rows[0].at;
}

/** Opens enough streams for a thousand jobs, none of them projected. */
async function streams(kith: Engine, open: () => Promise<Actor>): Promise<About[]> {
  const abouts: About[] = [];
  for (let count = 0; count < jobs / kith.projections.length; count++) {
    const actor = await open();
    const input = { name: 'Bob', description: `Number ${count}` };
    abouts.push({ actor, contact: (await execute(kith, actor, createContact, input)).subject! });
  }
  return abouts;
}

function untilDone({ pool }: Engine, count: number): Promise<void> {
  return until(async () => {
    const { rowCount } = await pool
      .query('select from projection_cursors where position > 0')
      .catch(() => ({ rowCount: 0 }));
    return rowCount! >= count;
  });
}

async function expectAllDone(kith: Engine, abouts: About[], sent: Submission[]): Promise<void> {
  await until(() =>
    untilCaughtUp(kith).then(
      () => true,
      () => false,
    ),
  );
  const { rows } = await kith.pool.query(
    `select count(*)::integer as all, count(*) filter (where failures > 0 or parked_at is not null)::integer
        as troubled from projection_cursors`,
  );
  expect(rows).toEqual([{ all: abouts.length * kith.projections.length, troubled: 0 }]);
  await expectOnce(kith.pool, sent);
  for (const { actor } of abouts.slice(0, 20)) await expectEqualToOracle(kith.pool, actor.accountId);
  // The worker is still running, and projects later events as well.
  await execute(kith, abouts[0]!.actor, createContact, { name: 'Afterwards' });
  await untilCaughtUp(kith);
}
