import type { Pool, PoolClient } from 'pg';
import { copyRows } from './copy-rows';
import type { TableDefinition } from './define-projection';
import { chunks, deleteRows, removalsOf, upsertRows } from './rows';
import type { Difference } from './table';

/** Their texts are in memory three times on their way: as rows, as lines and as bytes. */
const mostRowsCopiedAtOnce = 300;

/**
 * Like `writeDifference`, where the difference is to all of the account's rows in the table: what stands in nothing's
 * place there is new, and copied in.
 */
export async function writeWhole(
  pool: Pool,
  client: PoolClient,
  accountId: number,
  table: TableDefinition,
  difference: Difference,
): Promise<void> {
  const { written, replaced } = difference;
  for (const rows of chunks(removalsOf(table, difference))) await deleteRows(client, accountId, table, rows);
  const changed = written.filter((_, index) => replaced[index]);
  const added = written.filter((_, index) => !replaced[index]);
  for (const rows of chunks(changed)) await upsertRows(client, accountId, table, rows);
  for (const rows of chunks(added, mostRowsCopiedAtOnce))
    await copyRows(pool, client, accountId, table, rows);
}
