import type { Queryable } from '../../database/queryable';
import { decodeKnown, readEventRows } from '../../event-store/read';
import type { Projection, TablesOf } from './define-projection';
import type { TableDefinitions } from './define-table';
import type { Engine } from './engine';
import { emptyTables, fold, HandlerFailure } from './fold';

/** How many events are folded before the event loop gets a turn. */
const pageSize = 500;

/** One projection of a stream, folded from the stream's beginning. */
export type Folded = {
  tables: TablesOf<TableDefinitions>;
  /** The last position that was folded. */
  position: number;
  /** The position of the event at which a handler fails, the next one after `position`. Null: none fails. */
  failsAt: number | null;
  /** The event after `position` is of a version that this release does not know. */
  unknownAhead: boolean;
};

// biome-ignore lint/suspicious/noExplicitAny: projections of all tables
export type FoldedStream = Map<Projection<any>, Folded>;

/**
 * Folds a stream in memory, from its beginning up to and including `upTo`, reading events once for all projections. A
 * projection stops before an event at which its handler fails, or whose version is unknown.
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
  await continueFold(engine, db, accountId, folded, upTo);
  return folded;
}

/** Continues a fold with the events after it, up to and including `upTo`. */
export async function continueFold(
  engine: Engine,
  db: Queryable,
  accountId: number,
  folded: FoldedStream,
  upTo = Number.MAX_SAFE_INTEGER,
): Promise<void> {
  for (;;) {
    engine.stopping?.throwIfAborted();
    const active = [...folded].filter(([, { failsAt, unknownAhead }]) => failsAt === null && !unknownAhead);
    if (active.length === 0) return;
    const after = Math.min(...active.map(([, { position }]) => position));
    const rows = await readEventRows(db, accountId, { after, upTo, limit: pageSize });
    const { events, unknownAhead } = await decodeKnown(engine, db, rows);
    for (const [projection, state] of active) {
      try {
        fold(projection, state.tables, events);
        Object.assign(state, { position: events.at(-1)?.position ?? state.position, unknownAhead });
      } catch (error) {
        if (!(error instanceof HandlerFailure)) throw error;
        // Its tables are unusable now: start over, and stop before that event.
        const restarted = await foldStream(engine, db, accountId, [projection], error.position - 1);
        Object.assign(state, restarted.get(projection), { failsAt: error.position });
      }
    }
    if (rows.length < pageSize) return;
  }
}
