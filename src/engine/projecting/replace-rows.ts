import type { PoolClient } from 'pg';
import type { Engine } from './engine';
import type { Difference, Table } from './table';
import { writeChanges } from './write-changes';

/** How many rows are compared and written before the event loop gets a turn; fewer if they have to be rendered. */
const rowBatch = 200;
const renderedRowBatch = 20;

/**
 * Writes the difference between a table of the account in the database and the same table in memory, in batches. Frees
 * rows as they are written, so the table in memory is empty in the end. Returns how many rows were deleted or written.
 */
export async function replaceRows(
  { stopping }: Pick<Engine, 'stopping'>,
  client: PoolClient,
  accountId: number,
  table: Table,
): Promise<number> {
  let changed = 0;
  for await (const difference of differences(client, accountId, table)) {
    stopping?.throwIfAborted();
    await writeChanges(client, accountId, [{ table: table.definition, ...difference }]);
    changed += difference.removed.length + difference.written.length;
  }
  return changed;
}

/**
 * Yields what has to change in the database so that it has the rows in memory, in batches: first what is deleted or
 * replaced, then what is new. Removes the rows from memory as it goes.
 */
export async function* differences(
  client: PoolClient,
  accountId: number,
  table: Table,
): AsyncGenerator<Difference> {
  const { name, columns, rendered } = table.definition;
  const batch = rendered ? renderedRowBatch : rowBatch;
  await client.query(
    `declare stored no scroll cursor for select ${Object.keys(columns).join(', ')} from ${name} where account_id = ${accountId}`,
  );
  for (;;) {
    const { rows } = await client.query(`fetch ${batch} from stored`);
    if (rows.length === 0) break;
    yield table.differenceTo(rows);
  }
  await client.query('close stored');
  for (let written = table.take(batch); written.length > 0; written = table.take(batch))
    yield { removed: [], written, replaced: [] };
}
