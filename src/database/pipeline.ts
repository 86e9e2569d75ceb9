import type pg from 'pg';
import { sqlStateOf } from '../base/sqlstate';
import { Client, type Settings } from './client';

/** With twice as many, there is less to gather on each, and nothing gained. */
const connections = 4;

/** How long a statement may wait for a lock where others wait behind it. */
const impatient: Settings = { lock_timeout: '50ms' };
const LOCK_TIMEOUT = '55P03';

/** In @types/pg there is no such option yet. */
const pipelined = { pipeline: true };

export type Pipeline = { query: pg.Pool['query']; end(): Promise<void> };

type Lane = { client?: Promise<Client>; underWay: number };

/**
 * Sends statements over a few connections without waiting for the answers to those before, so that a busy process and
 * the server need not wake each other up for every single one. Each is a transaction of its own. Answers come in order,
 * so one that has to wait for a lock gives up soon, and is sent again on a connection of the pool. Send nothing that
 * takes long: it would hold up what comes after it.
 */
export function createPipeline(pool: pg.Pool, settings: Settings): Pipeline {
  let ended = false;
  const lanes: Lane[] = Array.from({ length: connections }, () => ({ underWay: 0 }));

  function connect(lane: Lane): Promise<Client> {
    const client = new Client({ ...pool.options, ...pipelined });
    const connected = client
      .connect()
      .then(() => client.begin({ ...settings, ...impatient }))
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

  async function query(...asked: [never]) {
    if (ended) throw new Error('The pool has ended');
    const lane = leastBusy(lanes);
    const connected = lane.client ?? connect(lane);
    lane.underWay++;
    try {
      const client = await connected;
      client.gather();
      return await client.query(...asked);
    } catch (error) {
      const state = sqlStateOf(error) ?? '';
      // Nothing was done.
      if (state === LOCK_TIMEOUT) return await pool.query(...asked);
      // It may be the connection's fault, so the next statement has another one; unless the data is to blame.
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

/** Its connection ends once it has answered what is on its way. */
function retire(lane: Lane, connected: Promise<Client>): void {
  if (lane.client !== connected) return;
  lane.client = undefined;
  connected.then((client) => client.end()).catch(() => undefined);
}

/** The first that is idle, so that a process with little to do keeps one connection. */
function leastBusy(lanes: readonly Lane[]): Lane {
  return lanes.reduce((best, lane) => (lane.underWay < best.underWay ? lane : best));
}
