import type { StoredEvent } from '../../event-store/define-event';

/** A row of a projected table without its account_id; properties are column names. */
// biome-ignore lint/suspicious/noExplicitAny: rows of every table pass through the engine
export type Row = Record<string, any>;

/** PostgreSQL types. In rows, `date` is 'YYYY-MM-DD', `timestamptz` a Date, and `bigint` a number below 2^53. */
export type ColumnType = 'bigint' | 'integer' | 'text' | 'boolean' | 'date' | 'timestamptz' | 'jsonb';

/** The rows of a table that have this value in this column. */
export type Touch = { column: string; value: number | string };

export type TableDefinition<R extends Row = Row> = {
  /** `projected_…` */
  name: string;
  columns: { readonly [C in keyof R & string]: ColumnType };
  /** The columns of the natural key, without account_id. */
  key: readonly (keyof R & string)[];
  /** The column with the subject that a row belongs to. A table without one has a single row per account. */
  subject?: keyof R & string;
  /**
   * Returns which rows an event may read or change, besides those it puts without having read them. The default is all
   * rows of the event's subject; null means none. Called only for events that the projection handles.
   */
  touches?: (event: StoredEvent) => Touch | 'subject' | null;
  /** Computes what depends on the final row alone; runs once per row that is written or shown. */
  finish?: (row: R) => R;
  /** The same for expensive columns: a view of the past computes them only if it shows them. */
  rendered?: { readonly [C in keyof R & string]?: (row: R) => R[C] };
};

/** Defines a table whose columns match a row's type. */
export function defineTable<R extends Row>(definition: TableDefinition<R>): TableDefinition<R> {
  return definition;
}

// biome-ignore lint/suspicious/noExplicitAny: definitions of all row types are in one list
export type TableDefinitions = Record<string, TableDefinition<any>>;
