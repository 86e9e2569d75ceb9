import pg from 'pg';
import type { Log } from '../base/log';
import { Client, type Settings } from './client';
import { createPipeline, type Pipeline } from './pipeline';

const { builtins } = pg.types;

/** Reads int8 as a number (positions and counts stay far below 2^53), date as 'YYYY-MM-DD', timestamptz as a Date. */
const types = new pg.TypeOverrides();
types.setTypeParser(builtins.INT8, parseInt8);
types.setTypeParser(builtins.DATE, (text) => text);

/** `settings`: of its sessions. Without any, statements are planned as usual and have no timeouts. */
export type PoolOptions = Omit<pg.PoolConfig, 'log' | 'Client' | 'onConnect'> & {
  log?: Log;
  settings?: Settings;
};

/**
 * Creates a connection pool. It survives restarts of the server: a broken idle connection is dropped, and the next
 * query opens a new one. It survives failovers, too: when one connection turns out to be dead, the idle ones are
 * checked.
 */
export function createPool(url: string, { log, settings = {}, ...poolConfig }: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    types,
    max: 10,
    connectionTimeoutMillis: 10_000,
    application_name: 'kith',
    Client,
    onConnect: (client) => (client as Client).begin(settings),
    ...poolConfig,
  });
  pool.on('error', (err) => {
    // The server may stop before it learns that the pool has ended.
    if (!pool.ending) log?.warn({ err }, 'an idle database connection broke');
  });
  // Clients handle their errors themselves, but graphile-worker warns about a pool that has no such listener.
  pool.on('connect', () => undefined);
  pool.on('remove', (client) => {
    if (!(client instanceof Client && client.died)) return;
    log?.warn('closed a dead database connection');
    for (let idle = pool.idleCount; idle > 0; idle--) void pool.query('select').catch(() => undefined);
  });
  return pool;
}

/**
 * Creates a pool for Kith's everyday work: short statements and short transactions. The server ends any that run or
 * wait too long, so that a process that freezes cannot block the others.
 */
export function createEnginePool(url: string, { settings, ...options }: PoolOptions = {}): pg.Pool {
  const all = { ...timeouts, ...plannedOnce, ...settings };
  const pool = createPool(url, { ...options, settings: all });
  const pipeline = createPipeline(pool, all);
  pipelines.set(pool, pipeline);
  const end = pool.end.bind(pool) as () => Promise<void>;
  pool.end = (async () => {
    await pipeline.end();
    await end();
  }) as typeof pool.end;
  return pool;
}

const pipelines = new WeakMap<pg.Pool, Pipeline>();

/** Returns where to send short statements: an engine pool's pipeline, or the pool itself if it has none. */
export function pipelineOf(pool: pg.Pool): Pick<Pipeline, 'query'> {
  return pipelines.get(pool) ?? pool;
}

const timeouts: Settings = {
  statement_timeout: '60s',
  lock_timeout: '5s',
  idle_in_transaction_session_timeout: '10s',
};

/**
 * The engine's prepared statements look rows up by key, so one plan fits all values; by default, PostgreSQL would plan
 * the long ones on every call, at twice the cost. None of them needs a sequential scan, which PostgreSQL would plan for
 * a table that is empty at that moment. Snapshots, in which pages run all kinds of queries, are planned as usual.
 */
const plannedOnce: Settings = { plan_cache_mode: 'force_generic_plan', enable_seqscan: 'off' };

/** For long work: replays, imports, and filling a database. Replaces the engine's timeouts. */
export const patient: Settings = {
  statement_timeout: 0,
  lock_timeout: 0,
  idle_in_transaction_session_timeout: '60s',
};

function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('An int8 from the database is beyond 2^53');
  return value;
}
