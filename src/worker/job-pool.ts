import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../base/log';
import { isPassing, sqlStateOf } from '../base/sqlstate';
import { createPool } from '../database/pool';

const longestPause = 1_000;

export type JobPool = {
  pool: pg.Pool;
  /** From here on a statement that fails is not tried again. */
  giveUp(): void;
};

/**
 * Connections for graphile-worker, which reads its ids as texts and so has its own. What gives jobs back (completed,
 * failed, not begun) is tried until the database is there: graphile-worker 0.17 tries it once, then shuts down for
 * good, and a shutdown with jobs in its queue leaves a rejection that nobody handles, which ends the process.
 */
export function createJobPool(url: string, size: number, log: Log): JobPool {
  const settings = {
    statement_timeout: '60s',
    idle_in_transaction_session_timeout: '10s',
    // A job that a crash of the server brings back is done again; what waits in the queue follows from events.
    synchronous_commit: 'off',
  };
  const pool = createPool(url, { max: size, log, application_name: 'kith jobs', types: pg.types, settings });
  let patient = true;
  const connect = pool.connect.bind(pool);

  async function persistently(statement: pg.QueryConfig) {
    for (let wait = 50; ; wait = Math.min(wait * 2, longestPause)) {
      try {
        return await pool.query(statement);
      } catch (error) {
        if (!patient || !mayPass(error)) throw error;
        await pause(wait);
      }
    }
  }

  /** Takes a connection only with the first statement that needs one of its own. */
  function lazyClient() {
    let client: pg.PoolClient | undefined;
    return {
      async query(statement: string | pg.QueryConfig, values?: unknown[]) {
        if (!client && typeof statement === 'object' && givesJobsBack(statement.text))
          return persistently(statement);
        client ??= await connect();
        return client.query(statement as string, values as unknown[]);
      },
      release: (error?: Error) => client?.release(error),
    };
  }

  // With a callback it is graphile-worker's listener, or the pool's own query.
  pool.connect = ((callback?: never) =>
    callback ? connect(callback) : Promise.resolve(lazyClient())) as unknown as typeof pool.connect;
  return {
    pool,
    giveUp() {
      patient = false;
    },
  };
}

function givesJobsBack(text: string): boolean {
  return (
    /_private_jobs/.test(text) && /^\s*(delete|update|with j as)/i.test(text) && !/skip locked/i.test(text)
  );
}

/** Anything but an answer of a database that is there; and a deadlock with a fan-out, which has been let go on. */
function mayPass(error: unknown): boolean {
  return sqlStateOf(error) === null || isPassing(error);
}
