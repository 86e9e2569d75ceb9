import type { Pool } from 'pg';
import type { EventRow } from '../event-store/read';
import type { Projection, Row, TableDefinition } from './define-projection';
import { preparedName } from './prepared-name';
import type { Saw, Wanted } from './state';

/** More events than these behind a cursor are read in pages instead. */
export const mostEventsBehind = 2_000;

export type Snapshot = {
  head: number;
  cursors: { projection: string; position: number; version: number }[];
  /** The events behind the hindmost cursor, in order; one more than `mostEventsBehind` where there are more. */
  behind: EventRow[];
  /** By stem: the wanted rows, and those that the events behind touch. */
  rows: Record<string, Row[]>;
  moved: boolean;
};

type Answer = Omit<Snapshot, 'rows' | 'behind' | 'cursors'> & {
  cursors: Snapshot['cursors'] | null;
  behind: EventRow[] | null;
  [stem: `rows of ${string}`]: Row[] | null;
};

/** All that a command decides on, by one statement: it has one snapshot, and costs one way to the database and back. */
export async function readSnapshot(
  pool: Pool,
  accountId: number,
  projections: readonly Projection[],
  wanted: readonly Wanted[],
  saw: Saw | null,
): Promise<Snapshot> {
  const values: unknown[] = [
    accountId,
    projections.map(({ name }) => name),
    saw?.subject ?? null,
    saw?.seen ?? null,
  ];
  const tables = projections.flatMap(({ tables }) => Object.entries(tables));
  const columns = tables.flatMap(([stem, table]) => {
    const condition = conditionOf(stem, table, wanted, values);
    if (condition === 'false') return [];
    return `(select json_agg(t) from ${table.name} t where t.account_id = $1 and ${condition}) as "rows of ${stem}"`;
  });
  const text = `${statement(saw)}${columns.map((column) => `,\n${column}`).join('')}`;
  const { rows } = await pool.query<Answer>({ name: preparedName(text), text, values });
  const { head, moved, cursors, behind, ...answer } = rows[0]!;
  return {
    head: head ?? 0,
    moved,
    cursors: cursors ?? [],
    behind: (behind ?? []).map((row) => ({
      ...row,
      account_id: accountId,
      created_at: new Date(row.created_at),
    })),
    rows: Object.fromEntries(tables.map(([stem]) => [stem, (answer[`rows of ${stem}`] ?? []).map(revive)])),
  };
}

function statement(saw: Saw | null): string {
  return `
    with cursors as (
      select projection, position, version from projection_cursors where account_id = $1 and projection = any($2)
    ), behind as (
      select position, id, subject, event_type_id, payload, created_at, masked from events
      where account_id = $1 and position > (select min(position) from cursors)
      order by position limit ${mostEventsBehind + 1}
    )
    select
      (select head from streams where account_id = $1) as head,
      (select json_agg(c) from cursors c) as cursors,
      (select json_agg(b order by b.position) from behind b) as behind,
      exists (
        select from events where account_id = $1 and ${isSubject(saw)} and position > $4::bigint
      ) as moved`;
}

/** "subject is not distinct from $3" would not use the index. */
function isSubject(saw: Saw | null): string {
  return saw?.subject === null ? 'subject is null and $3::bigint is null' : 'subject = $3::bigint';
}

/** Arrays, because an index serves several of them joined by "or", and no subquery. */
function conditionOf(
  stem: string,
  table: TableDefinition,
  wanted: readonly Wanted[],
  values: unknown[],
): string {
  const wants = wanted.filter((want) => want.table === stem);
  if (table.touched === 'account' || wants.some((want) => 'all' in want)) return 'true';
  const conditions = wants.flatMap((want) => {
    if (!('column' in want)) return [];
    values.push(want.values);
    return `t.${want.column} = any($${values.length}::${arrayOf(want.column)})`;
  });
  const touched = touchedCondition(table);
  const either = [...conditions, ...(touched ? [touched] : [])];
  return either.length > 0 ? `(${either.join(' or ')})` : 'false';
}

function touchedCondition({ touched, subject }: TableDefinition): string | null {
  if (typeof touched === 'object') {
    const { column, property } = touched;
    return `t.${column} = any(array(select (payload ->> '${property}')::bigint from behind where payload ? '${property}'))`;
  }
  return subject ? `t.${subject} = any(array(select subject from behind))` : null;
}

/** The type of the values that a column is asked for. */
export function arrayOf(column: string): string {
  return column.endsWith('_key') ? 'text[]' : 'bigint[]';
}

/** A row as JSON brought it, without its account. JSON has no moments; columns that hold one end in _at. */
export function revive(row: Row): Row {
  const { account_id, ...rest } = row;
  for (const column of Object.keys(rest)) {
    if (column.endsWith('_at') && rest[column] !== null) rest[column] = new Date(rest[column]);
  }
  return rest;
}
