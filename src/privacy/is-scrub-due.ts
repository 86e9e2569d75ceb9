import type { Pool } from 'pg';
import { eraseTask } from '../engine/erasing/erase';

/**
 * Returns whether something was erased since the last scrub began, no events have been written for a while (`quiet`),
 * and no erasure is in progress.
 */
export async function isScrubDue(pool: Pool, quiet = '5 minutes'): Promise<boolean> {
  const { rows } = await pool.query<{ due: boolean }>(
    `select exists (
        select from erasures
        where erased_at >= coalesce((select max(coalesce(began_at, finished_at)) from scrubs), '-infinity')
      ) and not exists (
        select from streams where last_at > clock_timestamp() - $1::interval
      ) and not exists (
        select from graphile_worker.jobs where task_identifier = '${eraseTask}'
      ) as due`,
    [quiet],
  );
  return rows[0]!.due;
}
