import pg from 'pg';
import type { Log } from '../base/log';
import { Client, type Settings } from './client';
import { createPipeline, type Pipeline } from './pipeline';

const { builtins } = pg.types;

/** int8 as a number (positions and counts stay far below 2^53), date as 'YYYY-MM-DD', timestamptz as a Date. */
const types = new pg.TypeOverrides();
types.setTypeParser(builtins.INT8, parseInt8);
types.setTypeParser(builtins.DATE, (text) => text);

/** `settings`: of each of its sessions; without any, statements are planned as usual and take as long as they need. */
export type PoolOptions = Omit<pg.PoolConfig, 'log' | 'Client' | 'onConnect'> & {
  log?: Log;
  settings?: Settings;
};

/**
 * A pool of connections. It outlives restarts of the server: a broken idle connection is dropped, and the next query
 * opens a new one. It outlives failovers too: where one connection has died without a word, the idle ones are tried.
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
    // The server may stop before it has heard that the pool ends.
    if (!pool.ending) log?.warn({ err }, 'an idle database connection broke');
  });
  // Each client listens for its errors already, but graphile-worker looks for a pool that sees to it.
  pool.on('connect', () => undefined);
  pool.on('remove', (client) => {
    if (!(client instanceof Client && client.died)) return;
    log?.warn('a database connection died without a word');
    for (let idle = pool.idleCount; idle > 0; idle--) void pool.query('select').catch(() => undefined);
  });
  return pool;
}

/**
 * For Kith's everyday work, which is short statements and short transactions. The server ends any that run or wait too
 * long, so a process that freezes halfway cannot block the others.
 */
export function createEnginePool(url: string, { settings, ...options }: PoolOptions = {}): pg.Pool {
  const all = { ...deadlines, ...plannedOnce, ...settings };
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

/** Where to send short statements: an engine pool's pipeline, or else the pool itself. */
export function pipelineOf(pool: pg.Pool): Pick<Pipeline, 'query'> {
  return pipelines.get(pool) ?? pool;
}

const deadlines: Settings = {
  statement_timeout: '60s',
  lock_timeout: '5s',
  idle_in_transaction_session_timeout: '10s',
};

/**
 * The engine's prepared statements look rows up by their keys, so any value has the same plan; PostgreSQL would plan
 * the long ones at every call, at twice their cost. And none of them reads a table from end to end, which is what it
 * would plan for one that is empty at that moment. Snapshots, in which pages ask all kinds of things, plan freely.
 */
const plannedOnce: Settings = { plan_cache_mode: 'force_generic_plan', enable_seqscan: 'off' };

/** For what takes its time and may: replays, imports, and what fills a database. Instead of the engine's deadlines. */
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
