import type { Pool } from 'pg';
import { inTransaction } from '../../src/database/transaction';
import type { Engine } from '../../src/engine/projecting/engine';
import { startReactorsAtHead } from '../../src/engine/reacting/cursor';
import { replay } from '../../src/engine/replaying/replay';
import { eventTypeIds } from '../../src/event-store/event-type-ids';
import { copyField, copyIn } from './copy-in';
import { type InventedEvent, inventStream } from './invented-stream';
import { createRandom, type Random } from './random';

export type Filling = {
  /** The number of events for each account. */
  streams: readonly number[];
  seed: number;
  /** Invents the events of an account, in order. By default, in the proportions of the mix. */
  invent?: (random: Random, count: number, until: Date) => Iterable<InventedEvent>;
  /** Called with the current stage, and how much of it is done. */
  onProgress?: (stage: 'events' | 'streams projected', done: number, total: number) => void;
};

const eventsPerStatement = 1_000;
/** The number of streams to fill concurrently, so that one is invented while others wait for the database. */
const lanes = 4;

/**
 * Fills the database with accounts with invented logs, and builds their projections with a replay. Like log:import, it
 * inserts rows into `events` with their positions, in streams that nothing else uses yet, after checking each payload
 * against its schema. Returns the accounts' ids.
 */
export async function fill(
  engine: Engine,
  { streams, seed, invent = inventStream, onProgress }: Filling,
): Promise<number[]> {
  const total = streams.reduce((sum, events) => sum + events, 0);
  const until = engine.clock();
  // One after the other, so that the same seed gives the same accounts the same ids.
  const accounts: Account[] = [];
  for (const index of streams.keys())
    accounts.push(await insertAccount(engine.pool, `load-${seed}-${index}`, until));
  let done = 0;
  const left = accounts.entries();
  const lane = async () => {
    for (const [index, account] of left) {
      const random = createRandom(seed * 7_919 + index + 1);
      await insertStream(engine, account, invent(random, streams[index]!, until), (count) => {
        done += count;
        onProgress?.('events', done, total);
      });
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  await insertCursors(engine);
  await replay(engine, engine.projections, {
    onProgress: (progress) => onProgress?.('streams projected', progress.streams, progress.total),
  });
  await engine.pool.query('vacuum (analyze)');
  return accounts.map(({ accountId }) => accountId);
}

type Account = { accountId: number; entityId: number };

async function insertStream(
  engine: Engine,
  account: Account,
  events: Iterable<InventedEvent>,
  onBatch: (count: number) => void,
): Promise<void> {
  const { pool } = engine;
  let batch: InventedEvent[] = [];
  let head = 0;
  const flush = async () => {
    await insertEvents(engine, account, batch);
    head += batch.length;
    onBatch(batch.length);
    batch = [];
  };
  for (const event of events) {
    engine.eventTypes.check(event.type, event.payload);
    if (batch.push(event) === eventsPerStatement) await flush();
  }
  if (batch.length > 0) await flush();
  // Marked as fanned out and handled by reactors, so that no worker projects the events or sends email for them.
  await pool.query('update streams set head = $2, fanned_out = $2 where account_id = $1', [
    account.accountId,
    head,
  ]);
  await startReactorsAtHead(pool, account.accountId);
}

async function insertAccount(pool: Pool, name: string, until: Date): Promise<Account> {
  const { rows } = await pool.query<{ account_id: number; entity_id: number }>(
    `with stream as (
      insert into streams (last_at) values ($2) returning account_id
    ), credentials as (
      insert into credentials (account_id, email, email_key, password_hash, outbox_only)
      select account_id, $1, $1, '-', true from stream
    )
    insert into entities (kind, account_id) select 'account', account_id from stream
    returning account_id, id as entity_id`,
    [`${name}@example.org`, until],
  );
  return { accountId: rows[0]!.account_id, entityId: rows[0]!.entity_id };
}

async function insertEvents(
  { pool, eventTypes }: Engine,
  { accountId, entityId }: Account,
  batch: readonly InventedEvent[],
): Promise<void> {
  const { ids } = await eventTypeIds(pool);
  const lines = batch.map(({ position, subject, type, payload, at }) => {
    const id = ids.get(`${type}/${eventTypes.newest(type)}`);
    const values = [accountId, position, subject, id, entityId, JSON.stringify(payload), metadata, at];
    return `${values.map(copyField).join('\t')}\n`;
  });
  await inTransaction(pool, (client) => copyIn(client, copyEvents, lines.join('')));
}

const metadata = JSON.stringify({ command: 'load' });
const copyEvents = `copy events
  (account_id, position, subject, event_type_id, entity_id, payload, metadata, created_at) from stdin`;

/** Inserts cursors that are marked for a replay, as `askForReplay` marks them. */
async function insertCursors({ pool, projections }: Engine): Promise<void> {
  await pool.query(
    `insert into projection_cursors (account_id, projection, version, replays)
      select account_id, name, version, -1 from streams cross join projections where name = any($1)
      on conflict do nothing`,
    [projections.map(({ name }) => name)],
  );
}
