import type { PoolClient } from 'pg';
import { inTransaction } from '../../database/transaction';
import { readHead } from '../../event-store/read';
import type { Projection } from './define-projection';
import { tablesOf } from './define-projection';
import type { Engine } from './engine';
import { isDataError } from './failure-record';
import { continueFold, type FoldedStream, foldStream } from './fold-stream';
import { replaceRows } from './replace-rows';
import { lockCursors, readStandings, type Standing } from './standing';
import { claimed } from './stream-claims';

/** `events`: how many were read. `rows`: how many there are now. `changed`: how many were deleted or written. */
export type Rebuilt = { events: number; rows: number; changed: number };

/** Above this many events, a stream's projections are rebuilt one after another. */
const longStream = 20_000;

/**
 * Rebuilds these projections of one stream: folds without a lock, then locks the cursors, folds the events since then,
 * and writes only the difference. Readers see the old rows, then the new. If a handler fails, its projection stops
 * before that event, and fails there again when it continues. Returns null if another process is rebuilding this
 * stream, or if none of the projections waits for a rebuild any longer.
 */
export function rebuildStream(
  engine: Engine,
  accountId: number,
  projections: readonly Projection[],
): Promise<Rebuilt | null> {
  return claimed(engine.pool, accountId, async () => {
    const isLong = (await readHead(engine.pool, accountId)) > longStream;
    return (isLong ? rebuildEach : rebuild)(engine, accountId, projections);
  });
}

/** Rebuilds one projection after another, so that the rows of only one are in memory. */
async function rebuildEach(
  engine: Engine,
  accountId: number,
  projections: readonly Projection[],
): Promise<Rebuilt | null> {
  const all: Rebuilt[] = [];
  for (const projection of projections) {
    const rebuilt = await rebuild(engine, accountId, [projection]);
    if (rebuilt) all.push(rebuilt);
  }
  if (all.length === 0) return null;
  const sum = (key: 'rows' | 'changed') => all.reduce((total, one) => total + one[key], 0);
  return { events: Math.max(...all.map(({ events }) => events)), rows: sum('rows'), changed: sum('changed') };
}

async function rebuild(
  engine: Engine,
  accountId: number,
  projections: readonly Projection[],
  upTo?: number,
): Promise<Rebuilt | null> {
  for (;;) {
    const erasureCount = totalErasureCount(await readStandings(engine.pool, accountId, projections));
    const folded = await foldStream(engine, engine.pool, accountId, projections, upTo);
    try {
      const rebuilt = await inTransaction(
        engine.pool,
        (client) => writeFolded(engine, client, accountId, folded, erasureCount, upTo),
        { durable: false },
      );
      if (rebuilt !== 'erased') return rebuilt;
    } catch (error) {
      if (!isDataError(error)) throw error;
      return rebuildNarrowed(engine, accountId, projections, upTo ?? furthest(folded));
    }
  }
}

/** The database refused rows: isolates the projection, then stops before the event that produced them. */
function rebuildNarrowed(
  engine: Engine,
  accountId: number,
  projections: readonly Projection[],
  upTo: number,
): Promise<Rebuilt | null> {
  const [only] = projections;
  if (only && projections.length === 1) return rebuild(engine, accountId, [only], Math.floor(upTo / 2));
  return rebuildEach(engine, accountId, projections);
}

/** Returns null if no projection waits for a rebuild, or `erased` if events were erased since they were folded. */
async function writeFolded(
  engine: Engine,
  client: PoolClient,
  accountId: number,
  folded: FoldedStream,
  erasureCount: number,
  upTo?: number,
): Promise<Rebuilt | 'erased' | null> {
  const all = [...folded.keys()];
  const standings = await lockCursors(client, accountId, all);
  if (totalErasureCount(standings) !== erasureCount) return 'erased';
  for (const [index, projection] of all.entries())
    if (!waitsForRebuild(standings[index]!)) folded.delete(projection);
  if (folded.size === 0) return null;
  await continueFold(engine, client, accountId, folded, upTo);
  const moves = [...folded].map(([{ name }, { position }]) => ({ name, position }));
  const rebuilt: Rebuilt = { events: furthest(folded), rows: 0, changed: 0 };
  for (const [projection, { tables }] of folded) {
    for (const [stem] of tablesOf(projection)) {
      rebuilt.rows += tables[stem]!.size;
      rebuilt.changed += await replaceRows(engine, client, accountId, tables[stem]!);
    }
  }
  await client.query(
    `update projection_cursors c
      set position = m.position, version = p.version, replays = p.replays, last_updated_at = clock_timestamp(),
        failures = 0, failed_position = null, error = null, retry_at = null, parked_at = null
      from json_to_recordset($2) as m (name text, position bigint) join projections p on p.name = m.name
      where c.account_id = $1 and c.projection = m.name`,
    [accountId, JSON.stringify(moves)],
  );
  return rebuilt;
}

/** Whether its rows are of another version or replay, or do not exist yet. */
function waitsForRebuild({ state, position }: Standing): boolean {
  return state === 'rebuild' || (state === 'ready' && position === 0);
}

function totalErasureCount(standings: readonly Standing[]): number {
  return standings.reduce((sum, { erasureCount }) => sum + erasureCount, 0);
}

function furthest(folded: FoldedStream): number {
  return Math.max(0, ...[...folded.values()].map(({ position }) => position));
}
