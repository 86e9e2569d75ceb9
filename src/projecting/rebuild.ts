import type { PoolClient } from 'pg';
import { inTransaction } from '../database/transaction';
import { type LockedCursor, lockCursor, moveCursor } from './cursor';
import type { Projection } from './define-projection';
import type { Engine } from './engine';
import { erasuresOf } from './erasures';
import { isDataError } from './failure-record';
import { HandlerFailure } from './fold';
import { readAllRows, tablesOf } from './rows';
import { type Folded, foldAsFarAsPossible, foldOn } from './stream-fold';
import type { Difference } from './table';
import { writeWhole } from './write-whole';

export type Rebuilt = {
  events: number;
  /** Rows that the fold has. */
  rows: number;
  /** Rows that were deleted or written; in a dry run: would be. */
  changed: number;
  /** In a dry run: the rows are of another version, and wait for a rebuild. */
  waits?: boolean;
  /** In a dry run: the position at which a handler fails; the rebuild would land before it. */
  failsAt?: number | null;
  /** Per table, what changes. */
  differences: { table: string; key: readonly string[]; difference: Difference }[];
};

/**
 * Rebuilds one projection of one stream: folds without a lock, then takes the cursor's lock, folds what came since,
 * and writes only the difference. Readers see the old rows, then the new. Null: this worker is not of the release,
 * or the rebuild was done meanwhile.
 */
export async function rebuild(
  engine: Engine,
  projection: Projection,
  accountId: number,
  upTo = Number.MAX_SAFE_INTEGER,
): Promise<Rebuilt | null> {
  // Where a handler fails, the rebuild lands before that event, and the live projection meets it there.
  const erasures = await erasuresOf(engine.pool, accountId);
  const folded = await foldAsFarAsPossible(engine, engine.pool, projection, accountId, upTo);
  const stopped = folded.stopped || upTo < Number.MAX_SAFE_INTEGER;
  return landRebuild(engine, projection, accountId, { ...folded, stopped, erasures });
}

/** A fold from the beginning. `erasures`: how many there were in the stream before its first event was read. */
type FoldToLand = Folded & { stopped: boolean; erasures: number };

async function landRebuild(
  engine: Engine,
  projection: Projection,
  accountId: number,
  folded: FoldToLand,
): Promise<Rebuilt | null> {
  try {
    return await land(engine, projection, accountId, folded);
  } catch (error) {
    // An event that came after the fold: now it is known how far to go.
    if (error instanceof HandlerFailure) return rebuild(engine, projection, accountId, error.position - 1);
    if (!isDataError(error) || folded.position === 0) throw error;
    // Rows that the database refuses: land before the event that made them, and the live projection narrows it down.
    return rebuild(engine, projection, accountId, Math.floor(folded.position / 2));
  }
}

function land(
  engine: Engine,
  projection: Projection,
  accountId: number,
  folded: FoldToLand,
): Promise<Rebuilt | null> {
  return inTransaction(engine.pool, async (client) => {
    const cursor = await lockCursor(client, projection.name, projection.version, accountId);
    if (!waitsForRebuild(cursor, projection)) return null;
    // What was erased meanwhile is in the fold; from here on nobody erases anything before the cursor is let go.
    if ((await erasuresOf(client, accountId)) !== folded.erasures) {
      const { stopped, position } = folded;
      const upTo = stopped ? position : undefined;
      const anew = await foldAsFarAsPossible(engine, client, projection, accountId, upTo);
      Object.assign(folded, anew, { stopped: stopped || anew.stopped });
    }
    if (!folded.stopped) await foldOn(engine, client, accountId, new Map([[projection, folded]]));
    const rebuilt = await replaceRows(engine, client, projection, accountId, folded);
    await moveCursor(client, accountId, projection.name, {
      position: folded.position,
      version: projection.version,
      replays: cursor.release_replays,
    });
    return rebuilt;
  });
}

/** Whether this worker is of the release, and the rows are not as that has them. */
export function waitsForRebuild(
  cursor: LockedCursor | null | undefined,
  { version }: Projection,
): cursor is LockedCursor {
  if (cursor?.release_version !== version) return false;
  return cursor.version !== version || cursor.replays !== cursor.release_replays || cursor.position === 0;
}

/** Writes what differs from the fold; the cursor is locked, and moved by whoever holds it. */
export async function replaceRows(
  engine: Engine,
  client: PoolClient,
  projection: Projection,
  accountId: number,
  folded: Folded,
): Promise<Rebuilt> {
  const rebuilt = await compare(client, projection, accountId, folded);
  for (const [index, [, table]] of tablesOf(projection).entries()) {
    await writeWhole(engine.pool, client, accountId, table, rebuilt.differences[index]!.difference);
  }
  return rebuilt;
}

/** What a rebuild of this stream would change, with nothing written. */
export async function rebuildDry(
  engine: Engine,
  projection: Projection,
  accountId: number,
): Promise<Rebuilt> {
  const client = await engine.pool.connect();
  try {
    await client.query('begin isolation level repeatable read, read only');
    const { rows } = await client.query<{ position: number; version: number }>(
      'select position, version from projection_cursors where account_id = $1 and projection = $2',
      [accountId, projection.name],
    );
    const [cursor] = rows;
    const upTo = cursor?.position ?? 0;
    const folded = await foldAsFarAsPossible(engine, client, projection, accountId, upTo);
    const failsAt = folded.stopped ? folded.position + 1 : null;
    const waits = cursor !== undefined && cursor.version !== projection.version;
    return { ...(await compare(client, projection, accountId, folded)), waits, failsAt };
  } finally {
    await client.query('rollback').catch(() => undefined);
    client.release();
  }
}

async function compare(
  client: PoolClient,
  projection: Projection,
  accountId: number,
  { tables, events }: Folded,
): Promise<Rebuilt> {
  const differences: Rebuilt['differences'] = [];
  let rows = 0;
  for (const [stem, definition] of tablesOf(projection)) {
    const table = tables[stem]!;
    table.compareWith(await readAllRows(client, accountId, definition));
    rows += table.all().length;
    const { name, key } = definition;
    differences.push({ table: name, key, difference: table.difference() });
  }
  const changed = differences.reduce(
    (sum, { difference }) => sum + difference.deleted.length + difference.written.length,
    0,
  );
  return { events, rows, changed, differences };
}
