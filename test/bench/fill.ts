import type { Pool } from 'pg';
import { eventTypeIds } from '../../src/event-store/event-type-ids';
import type { Engine } from '../../src/projecting/engine';
import { replay } from '../../src/projecting/replay';
import { startReactorsAtHead } from '../../src/reacting/cursor';
import { type InventedEvent, inventStream } from './invented-stream';
import { createRandom } from './random';

export type Filling = {
  /** How many events each account gets, one entry an account. */
  streams: readonly number[];
  seed: number;
  /** `events` of all that are to come; `stage`: what is being done. */
  onProgress?: (stage: 'events' | 'streams projected', done: number, total: number) => void;
};

const eventsPerStatement = 1_000;

/**
 * Fills the database with accounts whose logs are invented, and their projections by a replay. The door that it uses is
 * that of log:import: rows of `events` at positions of their own, behind a stream's row that nobody else knows yet, each
 * payload checked against its schema. Returns the accounts' ids.
 */
export async function fill(engine: Engine, { streams, seed, onProgress }: Filling): Promise<number[]> {
  const total = streams.reduce((sum, events) => sum + events, 0);
  const until = engine.clock();
  const accounts: number[] = [];
  let done = 0;
  for (const [index, events] of streams.entries()) {
    const random = createRandom(seed * 7_919 + index + 1);
    accounts.push(
      await insertStream(
        engine,
        `load-${seed}-${index}`,
        inventStream(random, events, until),
        until,
        (count) => {
          done += count;
          onProgress?.('events', done, total);
        },
      ),
    );
  }
  await insertCursors(engine);
  await replay(engine, engine.projections, {
    onProgress: (progress) => onProgress?.('streams projected', progress.streams, progress.total),
  });
  await engine.pool.query('vacuum (analyze)');
  return accounts;
}

async function insertStream(
  engine: Engine,
  name: string,
  events: Iterable<InventedEvent>,
  until: Date,
  onBatch: (count: number) => void,
): Promise<number> {
  const { pool } = engine;
  const { accountId, entityId } = await insertAccount(pool, name, until);
  let batch: InventedEvent[] = [];
  let head = 0;
  const flush = async () => {
    await insertEvents(engine, accountId, entityId, batch);
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
  await pool.query('update streams set head = $2, fanned_out = $2 where account_id = $1', [accountId, head]);
  await startReactorsAtHead(pool, accountId);
  return accountId;
}

async function insertAccount(pool: Pool, name: string, until: Date) {
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
  accountId: number,
  entityId: number,
  batch: readonly InventedEvent[],
): Promise<void> {
  const { ids } = await eventTypeIds(pool);
  await pool.query({
    name: 'fill-events',
    text: `
      insert into events (account_id, position, subject, event_type_id, entity_id, payload, metadata, created_at)
      select $1, position, subject, event_type_id, $2, payload, '{"command": "load"}', created_at
      from unnest($3::bigint[], $4::bigint[], $5::smallint[], $6::jsonb[], $7::timestamptz[])
        as t (position, subject, event_type_id, payload, created_at)`,
    values: [
      accountId,
      entityId,
      batch.map(({ position }) => position),
      batch.map(({ subject }) => subject),
      batch.map(({ type }) => ids.get(`${type}/${eventTypes.newest(type)}`)),
      batch.map(({ payload }) => JSON.stringify(payload)),
      batch.map(({ at }) => at),
    ],
  });
}

/** Cursors that wait for a replay, as `askForReplay` leaves those of one account. */
async function insertCursors({ pool, projections }: Engine): Promise<void> {
  await pool.query(
    `insert into projection_cursors (account_id, projection, version, replays)
      select account_id, name, version, -1 from streams cross join projections where name = any($1)
      on conflict do nothing`,
    [projections.map(({ name }) => name)],
  );
}
