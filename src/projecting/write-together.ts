import type { PoolClient } from 'pg';
import type { Projection, Row, TableDefinition, TableDefinitions, TablesOf } from './define-projection';
import { preparedName } from './prepared-name';
import { columnsOf, removalsOf, tablesOf, upsertOf } from './rows';

/** A projection's rows behind the events of a stream up to and with `position`. */
export type Moved = {
  accountId: number;
  projection: Projection;
  tables: TablesOf<TableDefinitions>;
  position: number;
};

type Change = { table: TableDefinition; removed: Row[]; written: Row[] };

/** Writes the difference of each, and moves the cursors, which are locked: mostly in one statement. */
export async function writeTogether(client: PoolClient, moved: readonly Moved[]): Promise<void> {
  if (moved.length === 0) return;
  const changes = changesOf(moved);
  // What is deleted has to be gone before anything is written.
  for (const { table, removed } of changes) {
    if (removed.length > 0) await client.query(removal(table, removed));
  }
  await client.query(writing(moved, changes));
}

function changesOf(moved: readonly Moved[]): Change[] {
  const changes = new Map<TableDefinition, Change>();
  for (const { accountId, projection, tables } of moved) {
    for (const [stem, table] of tablesOf(projection)) {
      const difference = tables[stem]!.difference();
      const change = changes.get(table) ?? { table, removed: [], written: [] };
      changes.set(table, change);
      const ofAccount = (row: Row) => ({ account_id: accountId, ...row });
      change.removed.push(...removalsOf(table, difference).map(ofAccount));
      change.written.push(...difference.written.map(ofAccount));
    }
  }
  return [...changes.values()];
}

function removal({ name, key }: TableDefinition, rows: readonly Row[]) {
  const columns = ['account_id', ...key];
  const text = `delete from ${name} t using json_populate_recordset(null::${name}, $1) gone
    where ${columns.map((column) => `t.${column} = gone.${column}`).join(' and ')}`;
  const keys = rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]])));
  return { name: preparedName(text), text, values: [JSON.stringify(keys)] };
}

function writing(moved: readonly Moved[], changes: readonly Change[]) {
  const values: unknown[] = [
    moved.map(({ accountId }) => accountId),
    moved.map(({ projection }) => projection.name),
    moved.map(({ position }) => position),
  ];
  const upserts = changes
    .filter(({ written }) => written.length > 0)
    .map(({ table, written }, index) => {
      values.push(JSON.stringify(written));
      const rows = `json_populate_recordset(null::${table.name}, $${values.length})`;
      return `written_${index} as (${upsertOf(table, columnsOf(written), rows, 'account_id')})`;
    });
  const text = `${upserts.length > 0 ? `with ${upserts.join(', ')}` : ''}
    update projection_cursors c
    set position = to_position, last_updated_at = clock_timestamp(),
      failures = 0, failed_position = null, error = null, retry_at = null, parked_at = null
    from unnest($1::bigint[], $2::text[], $3::bigint[]) as moved (account, name, to_position)
    where c.account_id = moved.account and c.projection = moved.name`;
  return { name: preparedName(text), text, values };
}
