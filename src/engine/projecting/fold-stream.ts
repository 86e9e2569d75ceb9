import type { Queryable } from '../../database/queryable';
import { decodeKnown, readEventRows } from '../../event-store/read';
import type { Projection, TablesOf } from './define-projection';
import type { TableDefinitions } from './define-table';
import type { Engine } from './engine';
import { emptyTables, fold, HandlerFailure } from './fold';

/** So many events are folded before anybody else in this process has a turn. */
const pageSize = 500;

/** One projection of a stream, folded from the stream's beginning. */
export type Folded = {
  tables: TablesOf<TableDefinitions>;
  /** The last position that was folded. */
  position: number;
  /** The position of the event that a handler fails at, right after `position`. */
  failsAt: number | null;
  /** The event after `position` is of a version that this release does not know. */
  unknownAhead: boolean;
};

// biome-ignore lint/suspicious/noExplicitAny: projections of all tables
export type FoldedStream = Map<Projection<any>, Folded>;

/**
 * Folds a stream from its beginning up to and including `upTo`, in memory; events are read once for all of the
 * projections. A projection stops before an event that its handler fails at, or that is of an unknown version.
 */
export async function foldStream(
  engine: Engine,
  db: Queryable,
  accountId: number,
  // biome-ignore lint/suspicious/noExplicitAny: projections of all tables
  projections: readonly Projection<any>[],
  upTo?: number,
): Promise<FoldedStream> {
  const folded: FoldedStream = new Map();
  for (const projection of projections)
    folded.set(projection, {
      tables: emptyTables(projection),
      position: 0,
      failsAt: null,
      unknownAhead: false,
    });
  await foldOn(engine, db, accountId, folded, upTo);
  return folded;
}

/** Folds what has come since, up to and including `upTo`. */
export async function foldOn(
  engine: Engine,
  db: Queryable,
  accountId: number,
  folded: FoldedStream,
  upTo = Number.MAX_SAFE_INTEGER,
): Promise<void> {
  for (;;) {
    engine.stopping?.throwIfAborted();
    const going = [...folded].filter(([, { failsAt, unknownAhead }]) => failsAt === null && !unknownAhead);
    if (going.length === 0) return;
    const after = Math.min(...going.map(([, { position }]) => position));
    const rows = await readEventRows(db, accountId, { after, upTo, limit: pageSize });
    const { events, unknownAhead } = await decodeKnown(engine, db, rows);
    for (const [projection, its] of going) {
      try {
        fold(projection, its.tables, events);
        Object.assign(its, { position: events.at(-1)?.position ?? its.position, unknownAhead });
      } catch (error) {
        if (!(error instanceof HandlerFailure)) throw error;
        // What it has folded is unusable: begin again, and stop before that event.
        const anew = await foldStream(engine, db, accountId, [projection], error.position - 1);
        Object.assign(its, anew.get(projection), { failsAt: error.position });
      }
    }
    if (rows.length < pageSize) return;
  }
}
