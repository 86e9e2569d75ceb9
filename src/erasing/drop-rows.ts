import type { PoolClient } from 'pg';
import { lockCursors } from '../projecting/cursor';
import type { Engine } from '../projecting/engine';
import { tablesOf } from '../projecting/rows';
import type { Erasure } from './erase';

/**
 * Deletes what the projections have of the erasure, and asks for a rebuild of the stream, since a row of somebody else
 * may have stood behind one that goes. It holds every cursor of the stream while it does: who wrote under one of them
 * before is deleted here, and who comes after reads masked events. A rebuild that folded before is told by the ledger
 * (`erasuresOf`).
 */
export async function dropRows(
  engine: Engine,
  client: PoolClient,
  { accountId, subject }: Erasure,
  masked: readonly number[],
): Promise<void> {
  // A cursor that isn't there can't be held: a worker that is about to make one would not wait.
  await lockCursors(client, engine.projections, accountId);
  await client.query('select from projection_cursors where account_id = $1 order by projection for update', [
    accountId,
  ]);
  const tables = engine.projections.flatMap((projection) => tablesOf(projection));
  for (const [, { name, subject: column }] of tables) {
    if (subject === null) await client.query(`delete from ${name} where account_id = $1`, [accountId]);
    else if (column)
      await client.query(`delete from ${name} where account_id = $1 and ${column} = $2`, [
        accountId,
        subject,
      ]);
  }
  await client.query(
    `update projection_cursors set replays = -1, failures = 0, failed_position = null, error = null,
        retry_at = null, parked_at = null
      where account_id = $1`,
    [accountId],
  );
  // One that is at work right now keeps its row; what it notes is about its attempt, and tells no payload.
  await client.query(
    `update reactor_cursors set error = null where (account_id, reactor) in (
      select account_id, reactor from reactor_cursors
      where account_id = $1 and failed_position = any($2) and error is not null for update skip locked
    )`,
    [accountId, masked],
  );
}
