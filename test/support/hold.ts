import type { Pool, PoolClient } from 'pg';
import { until } from './processes';

export type Held = {
  pool: Pool;
  /** Resolves when a connection has stopped before the statement. */
  reached: Promise<void>;
  goOn(): void;
};

/** Wraps the pool, so that a connection stops before the `nth` matching statement until `goOn` is called. */
export function holdBefore(pool: Pool, statement: RegExp, nth = 1): Held {
  let reach = () => {};
  let goOn = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let seen = 0;
  const pass = async (query: unknown) => {
    const text = typeof query === 'string' ? query : (query as { text: string }).text;
    if (!statement.test(text) || ++seen !== nth) return;
    reach();
    await gate;
  };
  const watched = <T extends Pool | PoolClient>(target: T): T =>
    new Proxy(target, {
      get(_, property) {
        const value = Reflect.get(target, property);
        if (property === 'query') {
          return async (...args: [never]) => {
            await pass(args[0]);
            return target.query(...args);
          };
        }
        if (property === 'connect') return async () => watched(await (target as Pool).connect());
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  return { pool: watched(pool), reached, goOn: () => goOn() };
}

/** Resolves when `count` connections of this database are waiting for a lock. */
export function untilBlocked(pool: Pool, count = 1): Promise<void> {
  return until(async () => {
    const { rows } = await pool.query(
      `select count(*)::integer as blocked from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows[0].blocked >= count;
  });
}

/** Runs `work` while another connection holds the lock that `statement` takes. */
export async function whileLocked<T>(
  pool: Pool,
  statement: string,
  values: unknown[],
  work: (release: () => Promise<void>, client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let held = true;
  const release = async () => {
    if (held) await client.query('commit');
    held = false;
  };
  try {
    await client.query('begin; set local idle_in_transaction_session_timeout = 0');
    await client.query(statement, values);
    return await work(release, client);
  } finally {
    await release();
    client.release();
  }
}
