import type { PoolClient } from 'pg';
import { inTransaction } from '../database/transaction';
import { readEventRows } from '../event-store/read';
import { type LockedCursor, lockCursor, moveCursor } from './cursor';
import type { Projection } from './define-projection';
import type { Engine } from './engine';
import { isDataError, recordFailure } from './failure-record';
import { emptyTables, fold, HandlerFailure } from './fold';
import { rebuild } from './rebuild';
import { readTouchedRows, tablesOf, writeDifference } from './rows';
import { decodeKnown } from './stream-fold';

const eventsPerTransaction = 1_000;

/**
 * How a wake-up ended. `dry`: nothing is left to do. `waiting`: an event of a newer release is next, or this worker
 * is not of the release. `failed`: a handler failed, `retryAt` says when to come again. `parked`: for good.
 */
export type Projected = { kind: 'dry' | 'waiting' | 'parked' } | { kind: 'failed'; retryAt: Date };

type Step = Projected | { kind: 'more' } | { kind: 'rebuild' };

/**
 * Brings one projection of one stream up to its head. Call it as often and as many at once as you like: the cursor's
 * lock is the order, and cursor and rows move in one transaction.
 */
export async function project(engine: Engine, projection: Projection, accountId: number): Promise<Projected> {
  let limit = eventsPerTransaction;
  for (;;) {
    const attempted = { from: 0, count: 0 };
    try {
      const step = await inTransaction(engine.pool, (client) =>
        takeStep(engine, client, projection, accountId, limit, attempted),
      );
      if (step.kind === 'rebuild') await rebuild(engine, projection, accountId);
      else if (step.kind !== 'more') return step;
      else limit = eventsPerTransaction;
    } catch (error) {
      if (!(error instanceof HandlerFailure) && !isDataError(error)) throw error;
      const narrower = narrow(error, attempted);
      const recorded =
        narrower === 0 && (await recordFailure(engine, projection, accountId, attempted.from + 1, error));
      if (recorded) return recorded;
      limit = Math.max(narrower, 1);
    }
  }
}

async function takeStep(
  engine: Engine,
  client: PoolClient,
  projection: Projection,
  accountId: number,
  limit: number,
  attempted: { from: number; count: number },
): Promise<Step> {
  const cursor = await lockCursor(client, projection.name, projection.version, accountId);
  if (!cursor) return { kind: 'waiting' };
  const obstacle = obstacleOf(cursor, projection);
  if (obstacle) return obstacle;
  const rows = await readEventRows(client, accountId, { after: cursor.position, limit });
  attempted.from = cursor.position;
  attempted.count = rows.length;
  const { events, unknownAhead } = await decodeKnown(engine, client, projection, rows);
  if (events.length > 0) {
    const tables = emptyTables(projection);
    for (const [stem, table] of tablesOf(projection)) {
      tables[stem]!.load(await readTouchedRows(client, accountId, table, events));
    }
    fold(projection, tables, events);
    for (const [stem, table] of tablesOf(projection)) {
      await writeDifference(client, accountId, table, tables[stem]!.difference());
    }
    await moveCursor(client, accountId, projection.name, { ...cursor, position: events.at(-1)!.position });
  }
  if (unknownAhead) return { kind: 'waiting' };
  return { kind: rows.length < limit ? 'dry' : 'more' };
}

/** Why the projection can't go on from this cursor. Null: it can. */
export function obstacleOf(cursor: LockedCursor, projection: Projection): Step | null {
  if (cursor.release_version !== projection.version) return { kind: 'waiting' };
  if (cursor.version !== projection.version || cursor.replays !== cursor.release_replays)
    return { kind: 'rebuild' };
  if (cursor.parked_at) return { kind: 'parked' };
  if (cursor.pausing) return { kind: 'failed', retryAt: cursor.retry_at! };
  return null;
}

/** How many events to try next, so that everything before the poisonous one lands first. 0: it is the only one. */
function narrow(error: unknown, attempted: { from: number; count: number }): number {
  if (error instanceof HandlerFailure) return error.position - attempted.from - 1;
  return attempted.count > 1 ? Math.ceil(attempted.count / 2) : 0;
}
