import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { readConfig } from '../../src/base/config';
import { createLog } from '../../src/base/log';
import type { Engine } from '../../src/engine/projecting/engine';
import { startWorker, type WorkerOptions } from '../../src/worker/start-worker';
import { bundled } from './bundle';
import { endRuns, type Run, until } from './processes';
import type { Stage } from './stage';

type Where = Pick<Stage, 'url' | 'pool'>;

const within = new Set<{ stop(): Promise<void> }>();

/** Starts a worker within this process, without cron. */
export async function workerWithin(
  { url, pool }: Where,
  options: WorkerOptions = {},
  env = environment(url),
) {
  const deps = { config: readConfig(env), pool, log: createLog('silent'), clock: systemClock };
  const worker = await startWorker(deps, { cron: false, ...options });
  within.add(worker);
  return worker;
}

/** Stops all workers within this process, and kills worker processes. */
export async function endWorkers(): Promise<void> {
  for (const worker of within) await worker.stop();
  within.clear();
  await endRuns('');
}

/** Starts a worker process like `npm run worker`, and waits until it is ready. */
export async function workerProcess({ url }: Pick<Where, 'url'>, env = environment(url)): Promise<Run> {
  const run = (await bundled('src/worker.ts'))([], env);
  await run.says(/worker is ready/);
  return run;
}

/** Kills the process without warning, like a power failure. */
export async function killNine(run: Run): Promise<void> {
  run.child.kill('SIGKILL');
  await run.exit;
}

/** Returns the environment of a Kith process on this database. */
export function environment(url: string): Record<string, string> {
  const DATA_DIR = mkdtempSync(path.join(tmpdir(), 'kith-worker-'));
  return { DATABASE_URL: url, SESSION_SECRET: 's'.repeat(32), DATA_DIR, LOG_LEVEL: 'silent' };
}

/** Waits until all projections of all streams are at the head, in the release's version. */
export function untilCaughtUp({ pool, projections }: Pick<Engine, 'pool' | 'projections'>): Promise<void> {
  return until(async () => {
    const { rows } = await pool.query(
      `select count(*)::integer as lagging from streams s cross join projections p
        left join projection_cursors c on c.account_id = s.account_id and c.projection = p.name
        where s.head > 0 and p.name = any($1) and (
          c.position is distinct from s.head or c.version <> p.version or c.replays <> p.replays
        )`,
      [projections.map(({ name }) => name)],
    );
    return rows[0].lagging === 0;
  });
}
