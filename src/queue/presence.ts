import type { Log } from '../base/log';
import { Client } from '../database/client';
import type { Queryable } from '../database/queryable';
import { appendedChannel } from '../engine/projecting/announce';
import { earlierStreamTasks, projectStreamTask } from '../engine/projecting/fan-out';

/** Classes of advisory locks: one that every worker holds, and one for each graphile-worker pool by its id. */
const anyWorker = 4_871_001;
export const onePool = 4_871_002;

/** Interval of the heartbeat, in milliseconds. */
const heartbeat = 5_000;

export type Presence = {
  /** Resolves once the connection is gone. */
  lost: Promise<void>;
  stop(): Promise<void>;
};

/**
 * Holds a connection while a graphile-worker pool is alive: it listens for appended events, and its advisory locks show
 * other processes that the pool is alive. The database releases the locks when the process dies. The connection is
 * never reopened: after a crash of the server, completed jobs may reappear, still locked by this pool, and they are
 * unlocked only once the pool's advisory lock is gone.
 */
export function startPresence(url: string, poolId: string, log: Log, onAppended: () => void): Presence {
  const connectionTimeoutMillis = 10_000;
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis,
    application_name: 'kith presence',
  });
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const begin = async () => {
    await client.connect();
    await client.begin();
    await client.query('select pg_advisory_lock_shared($1, 0)', [anyWorker]);
    await client.query('select pg_advisory_lock_shared($1, hashtext($2))', [onePool, poolId]);
    await client.query(`listen ${appendedChannel}`);
    onAppended();
    // Without this, a connection that only listens would never notice that it died.
    if (!stopped) timer = setInterval(() => void client.query('select').catch(() => undefined), heartbeat);
  };
  client.on('notification', onAppended);
  const lost = new Promise<void>((resolve) => {
    client.on('error', () => resolve());
    client.on('end', () => resolve());
    begin().catch(() => resolve());
  }).then(() => {
    clearInterval(timer);
    if (!stopped) log.warn('lost the worker’s connection for notifications');
  });
  return {
    lost,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await client.end().catch(() => undefined);
    },
  };
}

/** Returns whether any worker is connected to this database. */
export async function isWorkerAlive(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ alive: boolean }>(
    `select exists (
      select from pg_locks where locktype = 'advisory' and classid = $1 and granted
        and database = (select oid from pg_database where datname = current_database())
    ) as alive`,
    [anyWorker],
  );
  return rows[0]!.alive;
}

/**
 * Unlocks jobs of dead workers, which graphile-worker would keep locked for four hours. A worker is dead if its
 * advisory lock is gone; one that has just started gets ten seconds to take it. A `locked_at` in the future was written
 * before the clock was set back.
 */
export async function unlockJobsOfTheDead(db: Queryable): Promise<void> {
  const { rows } = await db.query<{ locked_by: string }>(
    `select distinct locked_by from graphile_worker.jobs
      where locked_at not between clock_timestamp() - interval '10 seconds' and clock_timestamp() and not exists (
        select from pg_locks where locktype = 'advisory' and classid = $1
          and objid::bigint = hashtext(locked_by)::bigint & 4294967295
          and database = (select oid from pg_database where datname = current_database())
      )`,
    [onePool],
  );
  if (rows.length === 0) return;
  await db.query('select graphile_worker.force_unlock_workers($1)', [rows.map(({ locked_by }) => locked_by)]);
}

/**
 * Deletes jobs that were replaced under their key while they were running, and then did not complete, because they
 * failed or their worker was killed. graphile-worker never runs them again, but keeps them.
 */
export async function deleteReplacedJobs(db: Queryable): Promise<void> {
  await db.query(
    `select graphile_worker.complete_jobs(array(
      select id from graphile_worker.jobs
      where key is null and locked_at is null and attempts >= max_attempts
        and (task_identifier = any($1) or last_error is null)
    ))`,
    [[projectStreamTask, ...earlierStreamTasks]],
  );
}
