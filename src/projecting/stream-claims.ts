import type { Pool } from 'pg';

/** Class of the advisory locks by which processes share out the streams. */
const streamClaim = 4_871_003;

/** Does the work unless another process has claimed this stream. A claim ends with its connection. */
export async function claimed<T>(
  pool: Pool,
  accountId: number,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ mine: boolean }>(
      'select pg_try_advisory_lock($1, hashint8($2)) as mine',
      [streamClaim, accountId],
    );
    if (!rows[0]!.mine) return undefined;
    try {
      return await work();
    } finally {
      await client.query('select pg_advisory_unlock($1, hashint8($2))', [streamClaim, accountId]);
    }
  } finally {
    client.release();
  }
}

/** Whether any process is at work on any stream. */
export async function isClaimed(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ claimed: boolean }>(
    `select exists (
      select from pg_locks where locktype = 'advisory' and classid = $1
        and database = (select oid from pg_database where datname = current_database())
    ) as claimed`,
    [streamClaim],
  );
  return rows[0]!.claimed;
}
