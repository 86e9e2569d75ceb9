import pg from 'pg';
import type { Queryable } from '../event-store/read';
import type { Log } from '../log';
import { appendedChannel } from '../projecting/announce';
import { projectStreamTask, projectTask } from '../projecting/fan-out';

/** Classes of advisory locks: any worker at all, and one pool of graphile-worker by its id. */
const anyWorker = 4_871_001;
export const onePool = 4_871_002;

export type Presence = { stop(): Promise<void> };

/**
 * Holds a connection while the worker lives: it hears of appended events, and its advisory locks tell others that the
 * worker is there. The database lets go of them the moment the process dies. A lost connection is opened again.
 */
export function startPresence(url: string, poolId: string, log: Log, onAppended: () => void): Presence {
  let stopped = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  const connect = async () => {
    const next = new pg.Client({ connectionString: url, keepAlive: true, application_name: 'kith presence' });
    client = next;
    next.on('notification', onAppended);
    let over = false;
    const reconnect = () => {
      if (over || stopped) return;
      over = true;
      timer = setTimeout(() => void connect(), 500);
    };
    next.on('error', reconnect);
    next.on('end', reconnect);
    try {
      await next.connect();
      await next.query('select pg_advisory_lock_shared($1, 0)', [anyWorker]);
      await next.query('select pg_advisory_lock_shared($1, hashtext($2))', [onePool, poolId]);
      await next.query(`listen ${appendedChannel}`);
      onAppended();
    } catch {
      log.warn('The worker’s connection for notifications failed; polling goes on');
      reconnect();
    }
  };
  void connect();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}

/** Whether any worker is connected to this database. */
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

/** graphile-worker keeps a dead worker's jobs locked for four hours. Whose lock is gone, is dead. */
export async function unlockJobsOfTheDead(db: Queryable): Promise<void> {
  const { rows } = await db.query<{ locked_by: string }>(
    `select distinct locked_by from graphile_worker.jobs
      where locked_at < now() - interval '10 seconds' and not exists (
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
 * Deletes jobs that were queued anew under their key while somebody worked on them, and were not completed: by a
 * killed worker, or because they failed. graphile-worker never runs them again, and keeps them.
 */
export async function deleteReplacedJobs(db: Queryable): Promise<void> {
  await db.query(
    `select graphile_worker.complete_jobs(array(
      select id from graphile_worker.jobs
      where key is null and locked_at is null and attempts >= max_attempts
        and (task_identifier = any($1) or last_error is null)
    ))`,
    [[projectTask, projectStreamTask]],
  );
}
