import type { TableDefinitions, TablesOf } from './define-projection';

/** The handler of an event behind which nothing is known of its subject any more. */
export function dropSubject(
  // biome-ignore lint/suspicious/noExplicitAny: tables of every projection
  tables: TablesOf<any>,
  { subject }: { subject: number | null },
): void {
  for (const table of Object.values(tables as TablesOf<TableDefinitions>)) {
    for (const row of table.of(subject)) table.remove(row);
  }
}
