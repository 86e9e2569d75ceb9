import type { Pool } from 'pg';
import { type Json, oracle } from './oracle';

/** Expects a stream without gaps, and every projected table of it to be as the oracle has it up to `upTo`. */
export async function expectEqualToOracle(pool: Pool, accountId: number, upTo?: number): Promise<void> {
  await expectGapless(pool, accountId);
  await expectAsOracle(pool, accountId, upTo, async (table) => {
    const { rows } = await pool.query(`select * from ${table} where account_id = $1`, [accountId]);
    return rows.map(({ account_id, ...row }) => row);
  });
}

/** Expects the rows of each table, wherever they come from, to be as the oracle has them up to `upTo`. */
export async function expectAsOracle(
  pool: Pool,
  accountId: number,
  upTo: number | undefined,
  rowsOf: (table: string) => Json[] | Promise<Json[]>,
): Promise<void> {
  for (const [table, rows] of Object.entries(await oracle(pool, accountId, upTo))) {
    expect({ table, rows: sorted(await rowsOf(table)) }).toEqual({ table, rows: sorted(rows) });
  }
}

async function expectGapless(pool: Pool, accountId: number): Promise<void> {
  const { rows } = await pool.query(
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
