import type { PageReader } from '../../engine/projecting/page';

/** Returns the subjects of the sample people that haven't been deleted, in the order they were added. */
export async function listExamples(db: PageReader, accountId: number): Promise<number[]> {
  const { rows } = await db.query<{ contact: number }>(
    'select contact from projected_contacts where account_id = $1 and example order by contact',
    [accountId],
  );
  return rows.map(({ contact }) => contact);
}
