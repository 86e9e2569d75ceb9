import type { Queryable } from '../../database/queryable';
import type { StoredEvent } from '../../event-store/define-event';
import { InvalidPayload } from '../../event-store/event-types';
import type { Projection } from './define-projection';
import { tablesOf } from './define-projection';
import type { Row, TableDefinition, Touch } from './define-table';
import { preparedName } from './prepared-name';

/** Rows by the definition of their table. */
export type Rows = Map<TableDefinition, Row[]>;

/**
 * Reads the rows that these events may read or change, in one statement. Nothing else reads a projection's rows while
 * it is projected, so a table's definition is the only place that says what an event touches.
 */
export async function readTouchedRows(
  db: Queryable,
  accountId: number,
  unseen: readonly { projection: Projection; events: readonly StoredEvent[] }[],
): Promise<Rows> {
  const wanted = unseen.flatMap(({ projection, events }) =>
    tablesOf(projection).flatMap(([, table]) => touchesOf(projection, table, events)),
  );
  if (wanted.length === 0) return new Map();
  const values: unknown[] = [accountId];
  const columns = wanted.map((one, index) => `${selection(one, values)} as rows_${index}`);
  const text = `select ${columns.join(',\n')}`;
  const { rows } = await db.query<Record<string, Row[] | null>>({ name: preparedName(text), text, values });
  const found: Rows = new Map();
  for (const [index, { table }] of wanted.entries()) {
    const parsed = (rows[0]![`rows_${index}`] ?? []).map((row) => withDates(table, row));
    found.set(table, [...(found.get(table) ?? []), ...parsed]);
  }
  return found;
}

/** All rows of the table (no column), or those with one of the values in a column. */
export type Wanted = { table: TableDefinition; column?: string; values: (number | string)[] };

/** Returns which rows of one of the projection's tables these events may read or change. */
export function touchesOf(
  { handlers }: Projection,
  table: TableDefinition,
  events: readonly StoredEvent[],
): Wanted[] {
  const handled = events.filter(({ type, masked }) => handlers[type] && !masked);
  if (handled.length === 0) return [];
  if (!table.subject) return [{ table, values: [] }];
  const columns = new Map<string, Set<number | string>>();
  for (const event of handled) {
    const touch = touchOf(table, event);
    // A subject that begins with this event has no rows yet.
    if (!touch || touch.value === event.position) continue;
    const values = columns.get(touch.column) ?? new Set();
    columns.set(touch.column, values.add(touch.value));
  }
  return [...columns].map(([column, values]) => ({ table, column, values: [...values] }));
}

function touchOf(table: TableDefinition, event: StoredEvent): Touch | null {
  try {
    const touch = table.touches ? table.touches(event) : 'subject';
    if (touch !== 'subject') return touch;
    return event.subject === null ? null : { column: table.subject!, value: event.subject };
  } catch (error) {
    // The handler fails at that payload as well, and its failure names the projection.
    if (error instanceof InvalidPayload) return null;
    throw error;
  }
}

/** "offset 0" makes the planner look values up one by one; otherwise, it may read all of the account's rows. */
function selection({ table, column, values: wanted }: Wanted, values: unknown[]): string {
  const { name, columns } = table;
  const names = Object.keys(columns).join(', ');
  if (!column) return `(select json_agg(t) from (select ${names} from ${name} where account_id = $1) t)`;
  values.push(wanted);
  return `(select json_agg(t) from unnest($${values.length}::${columns[column]}[]) w (value) cross join lateral (
    select ${names} from ${name} where account_id = $1 and ${column} = w.value offset 0
  ) t)`;
}

/** JSON has no type for timestamps. */
function withDates({ columns }: TableDefinition, row: Row): Row {
  for (const column of Object.keys(columns)) {
    if (columns[column] === 'timestamptz' && row[column] !== null) row[column] = new Date(row[column]);
  }
  return row;
}
