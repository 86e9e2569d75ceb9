import type { QueryResult, QueryResultRow } from 'pg';
import type { Queryable } from '../../database/queryable';
import type { Projection } from './define-projection';
import { tablesOf } from './define-projection';
import type { Table } from './table';

/** What a page's queries run on. A query must begin with `select`; it names the projected tables as usual. */
export type PageReader = {
  query<R extends QueryResultRow>(text: string, values: unknown[]): Promise<QueryResult<R>>;
};

/** Rows in memory that replace a table: as JSON, with only those expensive columns that a query names. */
export type Shadow = { table: string; rowsFor(query: string): string };

/** Returns the folded tables of a projection, with the rows that the database would have. */
export function shadows(projection: Projection, tables: Record<string, Table>, accountId: number): Shadow[] {
  return tablesOf(projection).map(([stem, { name }]) => ({
    table: name,
    rowsFor(query) {
      const selectsAll = /(select |\.)\*/.test(query);
      const isSelected = (column: string) => selectsAll || query.includes(column);
      return JSON.stringify(
        tables[stem]!.finished(isSelected).map((row) => ({ account_id: accountId, ...row })),
      );
    },
  }));
}

/** Runs the same queries on rows in memory: a common table expression with a table's name hides the table itself. */
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
