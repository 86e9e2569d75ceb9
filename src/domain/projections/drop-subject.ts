import type { TablesOf } from '../../engine/projecting/define-projection';
import type { TableDefinitions } from '../../engine/projecting/define-table';

/** Handles an event by removing all rows of its subject. */
export function dropSubject(
  // biome-ignore lint/suspicious/noExplicitAny: tables of every projection
  tables: TablesOf<any>,
  { subject }: { subject: number | null },
): void {
  for (const table of Object.values(tables as TablesOf<TableDefinitions>)) {
    for (const row of table.of(subject)) table.remove(row);
  }
}
