import type { StoredEvent } from '../../event-store/define-event';
import type { Projection, TablesOf } from './define-projection';
import type { TableDefinitions } from './define-table';
import { Table } from './table';

/** A handler threw: `position` is the event's, `cause` is the error. */
export class HandlerFailure extends Error {
  override name = 'HandlerFailure';
  constructor(
    readonly projection: string,
    readonly position: number,
    cause: unknown,
  ) {
    super(`${projection} failed at ${position}`, { cause });
  }
}

export function emptyTables<D extends TableDefinitions>(projection: Projection<D>): TablesOf<D> {
  return Object.fromEntries(
    Object.entries(projection.tables).map(([stem, definition]) => [stem, new Table(definition)]),
  ) as TablesOf<D>;
}

/**
 * Runs the projection's handlers on the events, in order, which changes the tables. Handlers run nowhere else: this is
 * used live, in replays, in commands, in pages of streams that wait for a rebuild, and in verification.
 * Throws HandlerFailure; the tables are unusable after that.
 */
export function fold(
  projection: Projection,
  tables: TablesOf<TableDefinitions>,
  events: Iterable<StoredEvent>,
): void {
  for (const event of events) {
    // No view shows anything of a forgotten subject.
    if (event.masked) continue;
    try {
      projection.handlers[event.type]?.(tables, event as never);
    } catch (error) {
      throw new HandlerFailure(projection.name, event.position, error);
    }
  }
}

/**
 * Returns every projection's tables by stem. A projection is folded from these events when one of its tables is first
 * read; events added to `events` since are folded at the next read. Reading a table throws HandlerFailure.
 */
export function tablesWhenAsked(
  // biome-ignore lint/suspicious/noExplicitAny: projections of all tables
  projections: readonly Projection<any>[],
  events: readonly StoredEvent[],
): Record<string, Table> {
  const all = {};
  for (const projection of projections) {
    let tables: Record<string, Table> | undefined;
    let folded = 0;
    const get = (stem: string) => {
      const unseen = tables ? events.slice(folded) : events;
      const current = tables ?? (emptyTables(projection) as Record<string, Table>);
      // If a handler fails, these tables are unusable, and the next read starts over.
      tables = undefined;
      fold(projection, current, unseen);
      folded = events.length;
      tables = current;
      return current[stem];
    };
    for (const stem of Object.keys(projection.tables))
      Object.defineProperty(all, stem, { enumerable: true, get: () => get(stem) });
  }
  return all;
}
