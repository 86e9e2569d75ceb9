import type { PoolClient } from 'pg';
import type { Engine } from './engine';
import type { Difference, Table } from './table';
import { writeChanges } from './write-changes';

/** So many rows are compared and written before anybody else in this process has a turn; fewer where that is costly. */
const rowsAtOnce = 200;
const renderedRowsAtOnce = 20;

/**
 * Writes what differs between a table of the account in the database and the same table in memory, page by page; rows
 * are let go as they are written, so the table in memory is empty in the end. Returns how many rows were deleted or
 * written.
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
 * What has to change in the database so that it has the rows in memory, a page at a time: first what is deleted or
 * replaced, then what is new. Takes the rows out of memory as it goes.
 */
export async function* differences(
  client: PoolClient,
  accountId: number,
  table: Table,
): AsyncGenerator<Difference> {
  const { name, columns, rendered } = table.definition;
  const most = rendered ? renderedRowsAtOnce : rowsAtOnce;
  await client.query(
    `declare stored no scroll cursor for select ${Object.keys(columns).join(', ')} from ${name} where account_id = ${accountId}`,
  );
  for (;;) {
    const { rows } = await client.query(`fetch ${most} from stored`);
    if (rows.length === 0) break;
    yield table.differenceTo(rows);
  }
  await client.query('close stored');
  for (let written = table.take(most); written.length > 0; written = table.take(most))
    yield { removed: [], written, replaced: [] };
}
