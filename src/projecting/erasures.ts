import type { Queryable } from '../event-store/read';

/** How often something was erased from a stream: who folded it before the last time has seen what is to be forgotten. */
export async function erasuresOf(db: Queryable, accountId: number): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: 'erasures-of',
    text: 'select count(*)::integer as count from erasures where account_id = $1',
    values: [accountId],
  });
  return rows[0]!.count;
}
