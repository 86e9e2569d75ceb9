import type { StoredEvent } from '../event-store/define-event';
import type { Queryable } from '../event-store/read';
import type { Projection, Row, TableDefinition } from './define-projection';
import { preparedName } from './prepared-name';
import type { Difference } from './table';

/** Statements carry at most this many rows. */
const mostRowsAtOnce = 2_000;

/** The rows of a table that the events may read or change. */
export function readTouchedRows(
  db: Queryable,
  accountId: number,
  table: TableDefinition,
  events: readonly StoredEvent[],
): Promise<Row[]> {
  const { touched, subject } = table;
  if (touched === 'account') return readAllRows(db, accountId, table);
  const values = new Set(
    events.map((event) => (touched ? propertyOf(event, touched.property) : event.subject)),
  );
  const wanted = [...values].filter((value) => typeof value === 'number');
  const column = touched ? touched.column : subject;
  return column ? readRowsWhere(db, accountId, table, [{ column, values: wanted }]) : Promise.resolve([]);
}

/** The rows that have one of the values in one of the columns. */
export async function readRowsWhere(
  db: Queryable,
  accountId: number,
  table: TableDefinition,
  wanted: { column: string; values: readonly (number | string)[] }[],
): Promise<Row[]> {
  const filled = wanted.filter(({ values }) => values.length > 0);
  if (filled.length === 0) return [];
  const conditions = filled.map(({ column }, index) => `${column} = any($${index + 2})`);
  // Not prepared: where a migration adds a column, every connection that holds a prepared `select *` fails for good.
  const { rows } = await db.query<Row>(
    `select * from ${table.name} where account_id = $1 and (${conditions.join(' or ')})`,
    [accountId, ...filled.map(({ values }) => values)],
  );
  return rows.map(withoutAccount);
}

/** All rows of an account in a table. */
export async function readAllRows(db: Queryable, accountId: number, table: TableDefinition): Promise<Row[]> {
  const { rows } = await db.query<Row>(`select * from ${table.name} where account_id = $1`, [accountId]);
  return rows.map(withoutAccount);
}

/**
 * First deletes, then inserts or updates, so that subjects may swap their natural keys: a row that passes to another
 * subject is deleted as well, or a unique index on the subject would refuse the rows in between.
 * Returns the number of rows.
 */
export async function writeDifference(
  db: Queryable,
  accountId: number,
  table: TableDefinition,
  difference: Difference,
): Promise<number> {
  const { deleted, written } = difference;
  for (const rows of chunks(removalsOf(table, difference))) await deleteRows(db, accountId, table, rows);
  for (const rows of chunks(written)) await upsertRows(db, accountId, table, rows);
  return deleted.length + written.length;
}

/** The rows to delete before any is written. */
export function removalsOf(table: TableDefinition, { deleted, written, replaced }: Difference): Row[] {
  const passed = replaced.filter((row, index) => row && !hasSameSubject(table, row, written[index]!));
  return [...deleted, ...(passed as Row[])];
}

export function tablesOf(projection: Projection): [stem: string, table: TableDefinition][] {
  return Object.entries(projection.tables);
}

function propertyOf({ payload }: StoredEvent, property: string): unknown {
  return (payload as Record<string, unknown>)[property];
}

function hasSameSubject({ subject }: TableDefinition, one: Row, other: Row): boolean {
  return !subject || one[subject] === other[subject];
}

export async function deleteRows(
  db: Queryable,
  accountId: number,
  { name, key }: TableDefinition,
  rows: Row[],
): Promise<void> {
  await db.query({
    name: `delete ${name}`,
    text: `delete from ${name} t using json_populate_recordset(null::${name}, $2) gone
      where t.account_id = $1${key.map((column) => ` and t.${column} = gone.${column}`).join('')}`,
    values: [
      accountId,
      JSON.stringify(rows.map((row) => Object.fromEntries(key.map((column) => [column, row[column]])))),
    ],
  });
}

export async function upsertRows(
  db: Queryable,
  accountId: number,
  table: TableDefinition,
  rows: Row[],
): Promise<void> {
  const text = upsertOf(table, columnsOf(rows), `json_populate_recordset(null::${table.name}, $2)`, '$1');
  await db.query({ name: preparedName(text), text, values: [accountId, JSON.stringify(rows)] });
}

/** Rows that were read carry the columns of a newer release along; rows that are new here lack them. */
export function columnsOf(rows: readonly Row[]): string[] {
  return Object.keys(rows[0]!)
    .filter((column) => column !== 'account_id' && rows.every((row) => column in row))
    .sort();
}

/** The statement that inserts the rows or updates them; `rows` and `accountId` are SQL. */
export function upsertOf(
  { name, key }: TableDefinition,
  columns: readonly string[],
  rows: string,
  accountId: string,
): string {
  const updated = columns.filter((column) => !key.includes(column));
  return `insert into ${name} (account_id, ${columns.join(', ')})
      select ${accountId}, ${columns.join(', ')} from ${rows}
      on conflict (${['account_id', ...key].join(', ')})
      do update set ${updated.map((column) => `${column} = excluded.${column}`).join(', ')}`;
}

function withoutAccount({ account_id, ...row }: Row): Row {
  return row;
}

/** As many rows at a time as one statement carries. */
export function* chunks(rows: Row[], most = mostRowsAtOnce): Generator<Row[]> {
  for (let start = 0; start < rows.length; start += most) yield rows.slice(start, start + most);
}
