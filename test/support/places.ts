import type { Pool } from 'pg';
import { onePool } from '../../src/queue/presence';
import { type Run, until } from './processes';
import type { Stage } from './stage';
import { killNine, workerProcess } from './workers';

/** A worker process, and the hash of its graphile-worker id, by which its jobs can be recognized. */
export type Placed = { run: Run; hash: number };

/** Returns a function that starts workers one at a time, so that each one's presence can be identified. */
export function placing(stage: Stage, env: Record<string, string>): () => Promise<Placed> {
  let last: Promise<unknown> = Promise.resolve();
  const start = async () => {
    const before = await present(stage.pool);
    const run = await workerProcess(stage, env);
    let hash: number | undefined;
    await until(async () => {
      hash = (await present(stage.pool)).find((one) => !before.includes(one));
      return hash !== undefined;
    });
    return { run, hash: hash! };
  };
  return () => {
    const placed = last.then(start);
    last = placed.catch(() => undefined);
    return placed;
  };
}

/** Returns whether this worker holds jobs, running or waiting in its local queue. */
export async function isHoldingJobs(pool: Pool, { hash }: Placed): Promise<boolean> {
  const { rowCount } = await pool.query(
    `select from graphile_worker._private_jobs
      where locked_by is not null and hashtext(locked_by)::bigint & 4294967295 = $1 limit 1`,
    [hash],
  );
  return rowCount === 1;
}

/** Kills the worker. Returns whether it still held jobs. */
export async function killPlaced(pool: Pool, placed: Placed): Promise<boolean> {
  await killNine(placed.run);
  return isHoldingJobs(pool, placed);
}

async function present(pool: Pool): Promise<number[]> {
  const { rows } = await pool.query<{ hash: number }>(
    `select objid::bigint as hash from pg_locks where locktype = 'advisory' and classid = $1 and granted
      and database = (select oid from pg_database where datname = current_database())`,
    [onePool],
  );
  return rows.map(({ hash }) => hash);
}
