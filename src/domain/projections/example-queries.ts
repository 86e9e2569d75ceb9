import type { PageReader } from '../../engine/projecting/page';

/** The subjects of the made-up people that are still there, the first one first. */
export async function listExamples(db: PageReader, accountId: number): Promise<number[]> {
  const { rows } = await db.query<{ contact: number }>(
    'select contact from projected_contacts where account_id = $1 and example order by contact',
    [accountId],
  );
  return rows.map(({ contact }) => contact);
}
