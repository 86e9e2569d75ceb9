import type { PoolClient } from 'pg';
import type { Projection, Row, TableDefinition, TableDefinitions, TablesOf } from './define-projection';
import { preparedName } from './prepared-name';
import { mostRowsAtOnce, removalsOf, tablesOf, upsertOf, writeDifference } from './rows';
import type { Difference } from './table';

/** A projection's rows behind the events up to and with `position`. */
export type Moved = { projection: Projection; tables: TablesOf<TableDefinitions>; position: number };

type Change = { table: TableDefinition; difference: Difference };

/** Writes the difference of each projection, and moves the cursors, which are locked: mostly in one statement. */
export async function writeTogether(
  client: PoolClient,
  accountId: number,
  moved: readonly Moved[],
): Promise<void> {
  if (moved.length === 0) return;
  const changes = moved.flatMap(({ projection, tables }) =>
    tablesOf(projection).map(([stem, table]) => ({ table, difference: tables[stem]!.difference() })),
  );
  const [small, large] = split(changes);
  for (const { table, difference } of large) await writeDifference(client, accountId, table, difference);
  await client.query(statement(accountId, moved, small));
}

/** What is deleted has to be gone before anything is written, so it takes a statement of its own. */
function split(changes: readonly Change[]): [small: Change[], large: Change[]] {
  const written = changes.filter(
    ({ difference: { deleted, written } }) => deleted.length + written.length > 0,
  );
  const isSmall = ({ table, difference }: Change) =>
    removalsOf(table, difference).length === 0 && difference.written.length <= mostRowsAtOnce;
  return [written.filter(isSmall), written.filter((change) => !isSmall(change))];
}

function statement(accountId: number, moved: readonly Moved[], changes: readonly Change[]) {
  const values: unknown[] = [
    accountId,
    moved.map(({ projection }) => projection.name),
    moved.map(({ position }) => position),
  ];
  const upserts = changes.map(({ table, difference }, index) => {
    values.push(JSON.stringify(difference.written));
    return `written_${index} as (${upsertOf(table, difference.written as Row[], `$${values.length}`)})`;
  });
  const text = `${upserts.length > 0 ? `with ${upserts.join(', ')}` : ''}
    update projection_cursors c
    set position = to_position, last_updated_at = clock_timestamp(),
      failures = 0, failed_position = null, error = null, retry_at = null, parked_at = null
    from unnest($2::text[], $3::bigint[]) as moved (name, to_position)
    where c.account_id = $1 and c.projection = moved.name`;
  return { name: preparedName(text), text, values };
}
