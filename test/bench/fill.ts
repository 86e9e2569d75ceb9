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
  /** How many events each account gets, one entry an account. */
  streams: readonly number[];
  seed: number;
  /** What happens in each account, in order: by default what people do. */
  invent?: (random: Random, count: number, until: Date) => Iterable<InventedEvent>;
  /** `events` of all that are to come; `stage`: what is being done. */
  onProgress?: (stage: 'events' | 'streams projected', done: number, total: number) => void;
};

const eventsPerStatement = 1_000;
/** Streams that are filled side by side: one is invented while others wait for the database. */
const lanes = 4;

/**
 * Fills the database with accounts whose logs are invented, and their projections by a replay. The door that it uses is
 * that of log:import: rows of `events` at positions of their own, behind a stream's row that nobody else knows yet, each
 * payload checked against its schema. Returns the accounts' ids.
 */
export async function fill(
  engine: Engine,
  { streams, seed, invent = inventStream, onProgress }: Filling,
): Promise<number[]> {
  const total = streams.reduce((sum, events) => sum + events, 0);
  const until = engine.clock();
  // One after the other, so that the same seed gives the same accounts the same numbers.
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
  // Nothing of this is new: no projection is woken, and no reactor mails for it.
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

/** Cursors that wait for a replay, as `askForReplay` leaves those of one account. */
async function insertCursors({ pool, projections }: Engine): Promise<void> {
  await pool.query(
    `insert into projection_cursors (account_id, projection, version, replays)
      select account_id, name, version, -1 from streams cross join projections where name = any($1)
      on conflict do nothing`,
    [projections.map(({ name }) => name)],
  );
}
