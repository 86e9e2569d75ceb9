import type { PoolClient } from 'pg';
import { tablesOf } from '../projecting/define-projection';
import type { Engine } from '../projecting/engine';
import { lockCursors } from '../projecting/standing';
import type { Erasure } from './erasure';

/**
 * Deletes the subject's rows from every projection. No other row depends on them, since an event touches only rows of
 * its own subject. All cursors of the stream are locked meanwhile: what was written before is deleted here, and what is
 * projected later reads masked events. What was folded before, but not written, finds another count of erasures.
 */
export async function dropRows(
  engine: Engine,
  client: PoolClient,
  { accountId, subject }: Pick<Erasure, 'accountId' | 'subject'>,
): Promise<void> {
  // Creates the cursors that are missing: a worker that is about to create one would not wait otherwise.
  await lockCursors(client, accountId, engine.projections);
  await client.query('select from projection_cursors where account_id = $1 order by projection for update', [
    accountId,
  ]);
  for (const [, { name, subject: column }] of engine.projections.flatMap(tablesOf)) {
    const whose =
      subject === null
        ? { condition: '', values: [] }
        : column && { condition: ` and ${column} = $2`, values: [subject] };
    if (whose)
      await client.query(`delete from ${name} where account_id = $1${whose.condition}`, [
        accountId,
        ...whose.values,
      ]);
  }
  await client.query(
    `update projection_cursors set erasures = erasures + 1, failures = 0, failed_position = null, error = null,
        retry_at = null, parked_at = null
      where account_id = $1`,
    [accountId],
  );
}
