import type { Task } from 'graphile-worker';
import { backfills } from '../src/domain/backfilling/backfills';
import { runBackfills } from '../src/domain/backfilling/run-backfills';
import type { Deciding } from '../src/engine/deciding/execute';

/** In seconds. By then a deployment is over, and no process of the previous release appends events. */
const olderThan = 15 * 60;

/** Runs every minute, and usually finds nothing to do. */
export function backfill(kith: Deciding): Task {
  return async (_payload, { job, abortSignal }) => {
    const done = await runBackfills(kith, backfills, { job: job.id, olderThan, signal: abortSignal });
    if (done.streams > 0) kith.log.info(done, 'Backfilled data that old events lack');
  };
}
