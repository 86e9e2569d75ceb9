import type { Task } from 'graphile-worker';
import { backfills } from '../src/domain/backfilling/backfills';
import { runBackfills } from '../src/domain/backfilling/run-backfills';
import type { Deciding } from '../src/engine/deciding/execute';

/** A deployment is over by then: nobody appends any more as the release before did. */
const olderThan = 15 * 60;

/** Comes every minute, and mostly finds nothing to derive. */
export function backfill(kith: Deciding): Task {
  return async (_payload, { job, abortSignal }) => {
    const done = await runBackfills(kith, backfills, { job: job.id, olderThan, signal: abortSignal });
    if (done.streams > 0) kith.log.info(done, 'Derived what old events lack');
  };
}
