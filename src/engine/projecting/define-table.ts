import type { StoredEvent } from '../../event-store/define-event';

/** A row of a projected table without its account_id; properties are column names. */
// biome-ignore lint/suspicious/noExplicitAny: rows of every table pass through the engine
export type Row = Record<string, any>;

/** PostgreSQL's types. In rows, `date` is 'YYYY-MM-DD', `timestamptz` a Date, and `bigint` a number below 2^53. */
export type ColumnType = 'bigint' | 'integer' | 'text' | 'boolean' | 'date' | 'timestamptz' | 'jsonb';

/** The rows of a table that have this value in this column. */
export type Touch = { column: string; value: number | string };

export type TableDefinition<R extends Row = Row> = {
  /** `projected_…` */
  name: string;
  columns: { readonly [C in keyof R & string]: ColumnType };
  /** The natural key's columns after account_id. */
  key: readonly (keyof R & string)[];
  /** The column that holds the subject a row belongs to. A table without one has a single row for each account. */
  subject?: keyof R & string;
  /**
   * Which rows an event may read or change, besides those it puts without having read them: by default all of the
   * event's subject. Null: none. Only asked for events that the projection handles.
   */
  touches?: (event: StoredEvent) => Touch | 'subject' | null;
  /** What follows from the final row alone; runs once per row that is written or shown. */
  finish?: (row: R) => R;
  /** The same for columns that are costly: a view of the past computes them only where it shows them. */
  rendered?: { readonly [C in keyof R & string]?: (row: R) => R[C] };
};

/** Ties a row's type to its table. */
export function defineTable<R extends Row>(definition: TableDefinition<R>): TableDefinition<R> {
  return definition;
}

// biome-ignore lint/suspicious/noExplicitAny: definitions of all row types stand in one list
export type TableDefinitions = Record<string, TableDefinition<any>>;
