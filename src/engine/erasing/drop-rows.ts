import type { PoolClient } from 'pg';
import { tablesOf } from '../projecting/define-projection';
import type { Engine } from '../projecting/engine';
import { lockCursors } from '../projecting/standing';
import type { Erasure } from './erasure';

/**
 * Deletes the subject's rows from every projection. No other row depends on them, since an event touches only rows of
 * its own subject. Locks all cursors of the stream: rows written before that are deleted here, and later projections
 * read masked events. Rows folded before that but not written yet are discarded: the erasure count has changed.
 */
export async function dropRows(
  engine: Engine,
  client: PoolClient,
  { accountId, subject }: Pick<Erasure, 'accountId' | 'subject'>,
): Promise<void> {
  // This also creates missing cursors: otherwise, a worker that is about to create one would not wait for the lock.
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
