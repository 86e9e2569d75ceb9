import type { Pool } from 'pg';

/** Returns the newest position that this browser wrote, which pages wait for, and how many milliseconds ago it did. */
export async function readWritten(pool: Pool, sid: string): Promise<{ written: number; ago: number }> {
  const { rows } = await pool.query<{ written: number; ago: number }>({
    name: 'read-written',
    text: `select written, coalesce(extract(epoch from clock_timestamp() - written_at) * 1000, 0)::float8 as ago
      from sessions where sid = $1`,
    values: [sid],
  });
  return rows[0] ?? { written: 0, ago: 0 };
}

/** Returns the newest position up to `written` of an event about the account itself, not about a contact; 0 if none. */
export async function writtenOfAccount(pool: Pool, accountId: number, written: number): Promise<number> {
  const { rows } = await pool.query<{ newest: number }>({
    name: 'written-of-account',
    text: `select coalesce(max(position), 0) as newest from events
      where account_id = $1 and subject is null and position <= $2`,
    values: [accountId, written],
  });
  return rows[0]!.newest;
}

/**
 * Stores the newest position that this browser wrote. Call it before redirecting, so that the next page isn't stale.
 */
export async function storeWritten(pool: Pool, sid: string, position: number): Promise<void> {
  await pool.query({
    name: 'store-written',
    text: 'update sessions set written = $2, written_at = clock_timestamp() where sid = $1 and written < $2',
    values: [sid, position],
  });
}
