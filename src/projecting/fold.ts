import type { StoredEvent } from '../event-store/define-event';
import type { Projection, TableDefinitions, TablesOf } from './define-projection';
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
    // What was forgotten never happened, to any view of it.
    if (event.masked) continue;
    try {
      projection.handlers[event.type]?.(tables, event as never);
    } catch (error) {
      throw new HandlerFailure(projection.name, event.position, error);
    }
  }
}
