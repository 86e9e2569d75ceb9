import type { StoredEvent } from '../../event-store/define-event';
import type { TableDefinition, TableDefinitions } from './define-table';
import type { Table } from './table';

export type TablesOf<D extends TableDefinitions> = {
  [K in keyof D]: D[K] extends TableDefinition<infer R> ? Table<R> : never;
};

/** Pure: changes the tables' rows based on the event alone, without a clock or a database. */
export type Handler<D extends TableDefinitions, E> = (tables: TablesOf<D>, event: E) => void;

export type Projection<D extends TableDefinitions = TableDefinitions> = {
  name: string;
  /** Increment it when a handler, a table or `finish` changes, so that rows are rebuilt from the events. */
  version: number;
  tables: D;
  handlers: { [type: string]: Handler<D, never> | undefined };
};

/** Defines a projection. Curried, so that the events' types are explicit and the tables' types are inferred. */
export function defineProjection<EventByType extends Record<string, StoredEvent>>() {
  return <const D extends TableDefinitions>(definition: {
    name: string;
    version: number;
    tables: D;
    handlers: { [T in keyof EventByType]?: Handler<D, EventByType[T]> };
  }): Projection<D> => definition as unknown as Projection<D>;
}

export function tablesOf(projection: Projection): [stem: string, table: TableDefinition][] {
  return Object.entries(projection.tables);
}
