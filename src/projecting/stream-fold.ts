import type { StoredEvent } from '../event-store/define-event';
import { eventTypeIds, reloadEventTypeIds } from '../event-store/event-type-ids';
import { UnknownEventVersion } from '../event-store/event-types';
import { decode, type EventRow, type Queryable, readEventRows } from '../event-store/read';
import type { Projection, TableDefinitions, TablesOf } from './define-projection';
import type { Engine } from './engine';
import { emptyTables, fold, HandlerFailure } from './fold';

const pageSize = 2_000;

export type Folded = {
  tables: TablesOf<TableDefinitions>;
  /** The last position that was folded. */
  position: number;
  /** How many events were read. */
  events: number;
  /** The event behind `position` is of a version that this release does not know. */
  unknownAhead: boolean;
};

/**
 * Folds a stream from its beginning up to and with `upTo`, in memory. Stops before an event of an unknown version.
 * Throws HandlerFailure.
 */
export async function foldStream(
  engine: Engine,
  db: Queryable,
  projection: Projection,
  accountId: number,
  upTo = Number.MAX_SAFE_INTEGER,
): Promise<Folded> {
  const folded = unfolded(projection);
  await foldOn(engine, db, accountId, new Map([[projection, folded]]), upTo);
  return folded;
}

/** A projection before its stream's first event. */
export function unfolded(projection: Projection): Folded {
  return { tables: emptyTables(projection), position: 0, events: 0, unknownAhead: false };
}

/** The same, but where a handler fails it stops before that event. */
export async function foldAsFarAsPossible(
  engine: Engine,
  db: Queryable,
  projection: Projection,
  accountId: number,
  upTo?: number,
): Promise<Folded & { stopped: boolean }> {
  try {
    return { ...(await foldStream(engine, db, projection, accountId, upTo)), stopped: false };
  } catch (error) {
    if (!(error instanceof HandlerFailure)) throw error;
    return { ...(await foldStream(engine, db, projection, accountId, error.position - 1)), stopped: true };
  }
}

/**
 * Folds what lies behind each, up to and with `upTo`, into it: all of them have come equally far, so events are read and
 * checked once. Throws HandlerFailure.
 */
export async function foldOn(
  engine: Engine,
  db: Queryable,
  accountId: number,
  folded: ReadonlyMap<Projection, Folded>,
  upTo = Number.MAX_SAFE_INTEGER,
): Promise<void> {
  const [[first, so] = []] = folded;
  while (first && so && !so.unknownAhead) {
    engine.stopping?.throwIfAborted();
    const rows = await readEventRows(db, accountId, { after: so.position, upTo, limit: pageSize });
    const { events, unknownAhead } = await decodeKnown(engine, db, first, rows);
    const position = events.at(-1)?.position ?? so.position;
    for (const [projection, its] of folded) {
      fold(projection, its.tables, events);
      Object.assign(its, { position, events: its.events + events.length, unknownAhead });
    }
    if (rows.length < pageSize) return;
  }
}

/**
 * Upcasts and checks rows up to the first of an unknown version.
 * Throws HandlerFailure, with its position, for a payload that does not conform.
 */
export async function decodeKnown(
  engine: Engine,
  db: Queryable,
  { name }: { name: string },
  rows: readonly EventRow[],
): Promise<{ events: StoredEvent[]; unknownAhead: boolean }> {
  const events: StoredEvent[] = [];
  let ids = await eventTypeIds(engine.pool, db);
  if (rows.some((row) => !ids.types.has(row.event_type_id))) ids = await reloadEventTypeIds(engine.pool, db);
  for (const row of rows) {
    try {
      events.push(decode(row, ids, engine.eventTypes));
    } catch (error) {
      if (error instanceof UnknownEventVersion) return { events, unknownAhead: true };
      throw new HandlerFailure(name, row.position, error);
    }
  }
  return { events, unknownAhead: false };
}
