import type { QueryResult, QueryResultRow } from 'pg';
import type { Queryable } from '../../database/queryable';
import type { Projection } from './define-projection';
import { tablesOf } from './define-projection';
import type { Table } from './table';

/** What a page's queries run on. A query begins with `select`; the projected tables are named as they are. */
export type PageReader = {
  query<R extends QueryResultRow>(text: string, values: unknown[]): Promise<QueryResult<R>>;
};

/** Rows from memory that stand in the place of a table: as JSON, with the costly columns that a query names. */
export type Shadow = { table: string; rowsFor(query: string): string };

/** The folded tables of a projection, as they would stand in the database. */
export function shadows(projection: Projection, tables: Record<string, Table>, accountId: number): Shadow[] {
  return tablesOf(projection).map(([stem, { name }]) => ({
    table: name,
    rowsFor(query) {
      const asksForAll = /(select |\.)\*/.test(query);
      const isAsked = (column: string) => asksForAll || query.includes(column);
      return JSON.stringify(
        tables[stem]!.finished(isAsked).map((row) => ({ account_id: accountId, ...row })),
      );
    },
  }));
}

/** The same queries on rows from memory: a common table expression of a table's name stands in front of it. */
export function shadowed(db: Queryable, folded: readonly Shadow[]): PageReader {
  return {
    query(text, values) {
      const used = folded.filter(({ table }) => text.includes(table));
      const expressions = used.map(
        ({ table }, index) =>
          `${table} as (select * from json_populate_recordset(null::${table}, $${values.length + index + 1}))`,
      );
      const prefix = used.length > 0 ? `with ${expressions.join(', ')} ` : '';
      return db.query(prefix + text, [...values, ...used.map(({ rowsFor }) => rowsFor(text))]);
    },
  };
}
