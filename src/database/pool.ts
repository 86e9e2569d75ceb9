import pg from 'pg';
import type { Log } from '../log';

const { builtins } = pg.types;

/** int8 as a number (positions and counts stay far below 2^53), date as 'YYYY-MM-DD', timestamptz as a Date. */
const types = new pg.TypeOverrides();
types.setTypeParser(builtins.INT8, parseInt8);
types.setTypeParser(builtins.DATE, (text) => text);

/**
 * A pool of connections. It outlives restarts of the server: a broken idle connection is dropped, and
 * the next query opens a new one.
 */
export function createPool(url: string, options: Omit<pg.PoolConfig, 'log'> & { log?: Log } = {}): pg.Pool {
  const { log, ...poolConfig } = options;
  const pool = new pg.Pool({
    connectionString: url,
    types,
    max: 10,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'kith',
    onConnect: planOnce,
    ...poolConfig,
  });
  pool.on('error', (err) => {
    // The server may stop before it has heard that the pool ends.
    if (!pool.ending) log?.warn({ err }, 'an idle database connection broke');
  });
  // One that breaks between two statements of a transaction says so too, and unheard that ends the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/**
 * The statements that are prepared look rows up by their keys, so any value has the same plan; PostgreSQL would plan
 * the long ones at every call, at twice their cost. And none of them reads a table from end to end, which is what it
 * would plan for one that is empty at that moment. Snapshots, in which pages ask all kinds of things, plan freely.
 */
async function planOnce(client: pg.ClientBase): Promise<void> {
  await client.query('set plan_cache_mode = force_generic_plan; set enable_seqscan = off');
}

function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('An int8 from the database is beyond 2^53');
  return value;
}
