import type { Pool } from 'pg';
import { type Json, oracle } from './oracle';

/** Expects a stream without gaps, and every projected table of it to be as the oracle has it up to `upTo`. */
export async function expectEqualToOracle(pool: Pool, accountId: number, upTo?: number): Promise<void> {
  await expectGapless(pool, accountId);
  const expected = await oracle(pool, accountId, upTo);
  for (const [table, rows] of Object.entries(expected)) {
    const found = await pool.query(`select * from ${table} where account_id = $1`, [accountId]);
    const present = found.rows.map(({ account_id, ...row }) => row);
    expect({ table, rows: sorted(present) }).toEqual({ table, rows: sorted(rows) });
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
