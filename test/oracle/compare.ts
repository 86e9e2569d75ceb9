import type { Queryable } from '../../src/database/queryable';
import type { TableDefinition } from '../../src/engine/projecting/define-table';
import type { Engine } from '../../src/engine/projecting/engine';
import { type Json, oracle } from './oracle';

/** Expects that a stream has no gaps, and that every projected table of it equals the oracle's up to `upTo`. */
export async function expectEqualToOracle(db: Queryable, accountId: number, upTo?: number): Promise<void> {
  await expectGapless(db, accountId);
  await expectAsOracle(db, accountId, upTo, (table) => rowsOf(db, table, accountId));
}

/**
 * Expects that the rows of each projection equal the oracle's at its cursor, wherever that is. `client` must read one
 * snapshot, in which rows and cursors match.
 */
export async function expectAsOracleAtCursors(
  client: Queryable,
  { projections }: Pick<Engine, 'projections'>,
  accountId: number,
): Promise<void> {
  await expectGapless(client, accountId);
  const { rows: cursors } = await client.query<{ projection: string; position: number }>(
    'select projection, position from projection_cursors where account_id = $1',
    [accountId],
  );
  const byPosition = new Map<number, Record<string, Json[]>>();
  for (const { name, tables } of projections) {
    const upTo = cursors.find(({ projection }) => projection === name)?.position ?? 0;
    const expected = byPosition.get(upTo) ?? (await oracle(client, accountId, upTo));
    byPosition.set(upTo, expected);
    for (const definition of Object.values<TableDefinition>(tables)) {
      const table = definition.name;
      expectSame(expected, table, await rowsOf(client, table, accountId));
    }
  }
}

/** Expects that the rows of each table, wherever they come from, equal the oracle's up to `upTo`. */
export async function expectAsOracle(
  db: Queryable,
  accountId: number,
  upTo: number | undefined,
  rowsOf: (table: string) => Json[] | Promise<Json[]>,
): Promise<void> {
  const expected = await oracle(db, accountId, upTo);
  for (const table of Object.keys(expected)) expectSame(expected, table, await rowsOf(table));
}

/** Does the same with rows that the oracle has returned. */
export function expectSameRows(expected: Record<string, Json[]>, rowsOf: (table: string) => Json[]): void {
  for (const table of Object.keys(expected)) expectSame(expected, table, rowsOf(table));
}

function expectSame(expected: Record<string, Json[]>, table: string, rows: Json[]): void {
  expect({ table, rows: sorted(rows) }).toEqual({ table, rows: sorted(expected[table]!) });
}

async function rowsOf(db: Queryable, table: string, accountId: number): Promise<Json[]> {
  const { rows } = await db.query(`select * from ${table} where account_id = $1`, [accountId]);
  return rows.map(({ account_id, ...row }) => row);
}

async function expectGapless(db: Queryable, accountId: number): Promise<void> {
  const { rows } = await db.query(
    `select s.head, count(e.position) as events, coalesce(max(e.position), 0) as last,
        coalesce(bool_and(e.created_at >= before.created_at) filter (where before is not null), true) as in_time
      from streams s left join events e on e.account_id = s.account_id
      left join events before on before.account_id = e.account_id and before.position = e.position - 1
      where s.account_id = $1 group by s.head`,
    [accountId],
  );
  const [{ head }] = rows;
  expect(rows).toEqual([{ head, events: head, last: head, in_time: true }]);
}

function sorted(rows: Json[]): string[] {
  const ordered = (row: Json) => Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
  const days = (row: Json) =>
    row.interaction_days ? { interaction_days: ordered(row.interaction_days) } : {};
  return rows.map((row) => JSON.stringify(ordered({ ...row, ...days(row) }))).sort();
}
