import type { StoredEvent } from '../../event-store/define-event';
import type { Projection, TablesOf } from './define-projection';
import type { TableDefinitions } from './define-table';
import { Table } from './table';

/** A handler threw: the position says at which event, the cause why. */
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

/** Empty tables for one stream. */
export function emptyTables<D extends TableDefinitions>(projection: Projection<D>): TablesOf<D> {
  return Object.fromEntries(
    Object.entries(projection.tables).map(([stem, definition]) => [stem, new Table(definition)]),
  ) as TablesOf<D>;
}

/**
 * Lets the projection's handlers change the tables, event by event, in order. The one place where handlers run:
 * live, in a replay, in commands, in pages of streams that wait for their rebuild, and in verification.
 * Throws HandlerFailure; the tables are unusable then.
 */
export function fold(
  projection: Projection,
  tables: TablesOf<TableDefinitions>,
  events: Iterable<StoredEvent>,
): void {
  for (const event of events) {
    // For every view, what was forgotten never happened.
    if (event.masked) continue;
    try {
      projection.handlers[event.type]?.(tables, event as never);
    } catch (error) {
      throw new HandlerFailure(projection.name, event.position, error);
    }
  }
}

/**
 * Every projection's tables by stem. A projection is folded from these events when one of its tables is first looked
 * at; what was added to `events` meanwhile is folded at the next look. Looking at a table throws HandlerFailure.
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
      const its = tables ?? (emptyTables(projection) as Record<string, Table>);
      // Where a handler fails, what it has folded is unusable.
      tables = undefined;
      fold(projection, its, unseen);
      folded = events.length;
      tables = its;
      return its[stem];
    };
    for (const stem of Object.keys(projection.tables))
      Object.defineProperty(all, stem, { enumerable: true, get: () => get(stem) });
  }
  return all;
}
