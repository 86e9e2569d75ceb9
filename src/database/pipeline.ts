import type pg from 'pg';
import { sqlStateOf } from '../base/sqlstate';
import { Client, type Settings } from './client';

/** Twice as many would only make the batches on each smaller. */
const connections = 4;

/** A statement may not wait long for a lock, since the statements after it wait, too. */
const shortWaits: Settings = { lock_timeout: '50ms' };
const LOCK_TIMEOUT = '55P03';

/** @types/pg lacks this option. */
const pipelined = { pipeline: true };

export type Pipeline = { query: pg.Pool['query']; end(): Promise<void> };

type Lane = { client?: Promise<Client>; underWay: number };

/**
 * Sends statements over a few connections without waiting for earlier answers, so that a busy process and the server
 * need not wake each other for every statement. Each statement is a transaction of its own. Answers come in order, so a
 * statement that has to wait for a lock gives up soon, and is sent again on a connection of the pool. Don't send slow
 * statements: they would delay those after them.
 */
export function createPipeline(pool: pg.Pool, settings: Settings): Pipeline {
  let ended = false;
  const lanes: Lane[] = Array.from({ length: connections }, () => ({ underWay: 0 }));

  function connect(lane: Lane): Promise<Client> {
    const client = new Client({ ...pool.options, ...pipelined });
    const connected = client
      .connect()
      .then(() => client.begin({ ...settings, ...shortWaits }))
      .then(() => pool.emit('connect', client))
      .then(() => client);
    lane.client = connected;
    client.on('error', () => retire(lane, connected));
    client.on('end', () => retire(lane, connected));
    connected.catch(() => {
      retire(lane, connected);
      void client.end();
    });
    return connected;
  }

  async function query(...args: [never]) {
    if (ended) throw new Error('The pool has ended');
    const lane = leastBusy(lanes);
    const connected = lane.client ?? connect(lane);
    lane.underWay++;
    try {
      const client = await connected;
      client.gather();
      return await client.query(...args);
    } catch (error) {
      const state = sqlStateOf(error) ?? '';
      // The statement changed nothing, so it can be sent again.
      if (state === LOCK_TIMEOUT) return await pool.query(...args);
      // Unless the data is at fault, it may be the connection, so the next statement gets a new one.
      if (!/^2[23]/.test(state)) retire(lane, connected);
      throw error;
    } finally {
      lane.underWay--;
    }
  }

  return {
    query: query as unknown as Pipeline['query'],
    async end() {
      ended = true;
      await Promise.all(lanes.map(({ client }) => client?.then((it) => it.end()).catch(() => undefined)));
    },
  };
}

/** Closes the connection after it has answered its pending statements. */
function retire(lane: Lane, connected: Promise<Client>): void {
  if (lane.client !== connected) return;
  lane.client = undefined;
  connected.then((client) => client.end()).catch(() => undefined);
}

/** Returns the first of the least busy ones, so that a process with little to do uses only one connection. */
function leastBusy(lanes: readonly Lane[]): Lane {
  return lanes.reduce((best, lane) => (lane.underWay < best.underWay ? lane : best));
}
