import type { Pool, PoolClient } from 'pg';

/**
 * Runs `work` in a transaction: commits when it returns, rolls back when it throws. With `durable: false`, the commit
 * does not wait for the disk: for data that can be rebuilt from the events.
 */
export function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  { durable = true }: { durable?: boolean } = {},
): Promise<T> {
  return within(pool, durable ? 'begin' : 'begin; set local synchronous_commit = off', work);
}

/** Runs `work` on one snapshot, in which it can't write. Statements are planned for their values. */
export function inSnapshot<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const begin =
    'begin isolation level repeatable read, read only; set local plan_cache_mode = auto; set local enable_seqscan = on';
  return within(pool, begin, work);
}

async function within<T>(pool: Pool, begin: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
