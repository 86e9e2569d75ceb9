import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../base/log';
import { isPassing, sqlStateOf } from '../base/sqlstate';
import { createPool } from '../database/pool';

const longestPause = 1_000;

export type JobPool = {
  pool: pg.Pool;
  /** From then on, statements that fail are not retried. */
  giveUp(): void;
};

/**
 * Creates a pool for graphile-worker, which needs its own because it reads its ids as texts. Statements that return
 * jobs (completed, failed, not begun) are retried until the database answers: graphile-worker 0.17 tries them once,
 * then shuts down for good, and a shutdown with jobs in its queue causes an unhandled rejection, which ends the
 * process.
 */
export function createJobPool(url: string, size: number, log: Log): JobPool {
  const settings = {
    statement_timeout: '60s',
    idle_in_transaction_session_timeout: '10s',
    // After a crash of the server, a completed job may run again; lost jobs can be derived from the events.
    synchronous_commit: 'off',
  };
  const pool = createPool(url, { max: size, log, application_name: 'kith jobs', types: pg.types, settings });
  let retries = true;
  const connect = pool.connect.bind(pool);

  async function persistently(statement: pg.QueryConfig) {
    for (let wait = 50; ; wait = Math.min(wait * 2, longestPause)) {
      try {
        return await pool.query(statement);
      } catch (error) {
        if (!retries || !mayPass(error)) throw error;
        await pause(wait);
      }
    }
  }

  /** Takes a connection only for the first statement that needs one of its own. */
  function lazyClient() {
    let client: pg.PoolClient | undefined;
    return {
      async query(statement: string | pg.QueryConfig, values?: unknown[]) {
        if (!client && typeof statement === 'object' && returnsJobs(statement.text))
          return persistently(statement);
        client ??= await connect();
        return client.query(statement as string, values as unknown[]);
      },
      release: (error?: Error) => client?.release(error),
    };
  }

  // graphile-worker's listener and the pool's own `query` pass a callback.
  pool.connect = ((callback?: never) =>
    callback ? connect(callback) : Promise.resolve(lazyClient())) as unknown as typeof pool.connect;
  return {
    pool,
    giveUp() {
      retries = false;
    },
  };
}

function returnsJobs(text: string): boolean {
  return (
    /_private_jobs/.test(text) && /^\s*(delete|update|with j as)/i.test(text) && !/skip locked/i.test(text)
  );
}

/** True unless the database answered with a lasting error: also for a deadlock with a fan-out, for example. */
function mayPass(error: unknown): boolean {
  return sqlStateOf(error) === null || isPassing(error);
}
