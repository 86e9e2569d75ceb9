import type { Pool, PoolClient } from 'pg';
import { pipelineOf } from '../../database/pool';
import type { TableDefinition } from './define-table';
import { preparedName } from './prepared-name';
import type { Standing } from './standing';
import type { Difference } from './table';

/** What to change in a table. */
export type Change = { table: TableDefinition } & Pick<Difference, 'removed' | 'written'>;

/** A statement that writes more rows than this would delay the statements after it in a pipeline. */
const maxPipelinedRows = 100;

/** Writes the changes in one statement, in a transaction that has locked the cursors. */
export async function writeChanges(
  client: PoolClient,
  accountId: number,
  changes: readonly Change[],
): Promise<void> {
  const values: unknown[] = [accountId];
  const steps = stepsOf(changes, values, 'true');
  if (steps.length > 0) await client.query(prepared(`with ${steps.join(', ')} select`, values));
}

/** A cursor as it was read, and the position to move it to. */
export type Move = Pick<Standing, 'projection' | 'position' | 'replays' | 'erasureCount'> & {
  version: number;
  to: number;
};

/**
 * Writes the changes and moves the cursors in one statement, all or nothing, provided that every cursor is still as it
 * was read and has the release's version (an append checks its head in the same way). The commit does not wait for the
 * disk. Returns false if a cursor has changed.
 */
export async function writeAndMove(
  pool: Pool,
  accountId: number,
  changes: readonly Change[],
  moves: readonly Move[],
): Promise<boolean> {
  const rows = changes.reduce((sum, { removed, written }) => sum + removed.length + written.length, 0);
  const db = rows > maxPipelinedRows ? pool : pipelineOf(pool);
  return (await db.query(moving(accountId, changes, moves))).rowCount === moves.length;
}

function moving(accountId: number, changes: readonly Change[], moves: readonly Move[]) {
  const all = <K extends keyof Move>(key: K) => moves.map((move) => move[key]);
  const values: unknown[] = [
    accountId,
    all('projection'),
    all('position'),
    all('version'),
    all('replays'),
    all('erasureCount'),
    all('to'),
  ];
  const held = `
  held as (
    select c.projection, m.to_position, set_config('synchronous_commit', 'off', true)
    from unnest($2::text[], $3::bigint[], $4::integer[], $5::integer[], $6::integer[], $7::bigint[])
        as m (projection, position, version, replays, erasure_count, to_position)
      join projections p on p.name = m.projection and p.version = m.version and p.replays = m.replays
      join projection_cursors c on c.account_id = $1 and c.projection = m.projection and c.position = m.position
        and c.version = m.version and c.replays = m.replays and c.erasures = m.erasure_count
    order by c.projection for update of c
  ), as_read as (
    select count(*) = cardinality($2::text[]) as ok from held
  )`;
  const text = `with ${[held, ...stepsOf(changes, values, '(select ok from as_read)')].join(', ')}
    update projection_cursors c
    set position = held.to_position, last_updated_at = clock_timestamp(),
      failures = 0, failed_position = null, error = null, retry_at = null, parked_at = null
    from held where (select ok from as_read) and c.account_id = $1 and c.projection = held.projection`;
  return prepared(text, values);
}

/**
 * Returns the changes as steps of a WITH query whose first value is the account; adds the others to `values`. Deletions
 * from a table have to come before anything is written to it, since a written row may have a deleted row's natural key.
 */
function stepsOf(changes: readonly Change[], values: unknown[], condition: string): string[] {
  return changes.flatMap(({ table, removed, written }, index) => {
    const steps: string[] = [];
    let whenGone = condition;
    if (removed.length > 0) {
      values.push(JSON.stringify(removed.map((row) => table.key.map((column) => row[column]))));
      steps.push(`gone_${index} as (${removal(table, `$${values.length}`)} and ${condition} returning 1)`);
      // Always true, but makes the deletion run first.
      whenGone = `${condition} and (select count(*) from gone_${index}) >= 0`;
    }
    if (written.length > 0) {
      values.push(JSON.stringify(written));
      steps.push(`written_${index} as (${upsert(table, `$${values.length}`, whenGone)})`);
    }
    return steps;
  });
}

function removal({ name, key, columns }: TableDefinition, keys: string): string {
  const matches = key.map(
    (column, index) => ` and t.${column} = (gone.key ->> ${index})::${columns[column]}`,
  );
  return `delete from ${name} t using json_array_elements(${keys}) gone (key)
    where t.account_id = $1${matches.join('')}`;
}

function upsert({ name, key, columns }: TableDefinition, rows: string, condition: string): string {
  const all = Object.keys(columns);
  const typed = all.map((column) => `${column} ${columns[column]}`).join(', ');
  const updated = all.filter((column) => !key.includes(column));
  return `insert into ${name} (account_id, ${all.join(', ')})
    select $1, ${all.join(', ')} from json_to_recordset(${rows}) r (${typed}) where ${condition}
    on conflict (${['account_id', ...key].join(', ')})
    do update set ${updated.map((column) => `${column} = excluded.${column}`).join(', ')}`;
}

function prepared(text: string, values: unknown[]) {
  return { name: preparedName(text), text, values };
}
