import type { Engine } from '../src/projecting/engine';
import { sweep } from '../src/projecting/fan-out';
import { sweepReactors } from '../src/reacting/sweep';
import { deleteReplacedJobs, unlockJobsOfTheDead } from '../src/worker/presence';
import { type Repetition, repeat } from '../src/worker/repeat';

/** Milliseconds between two looks, and the age in seconds at which a stream counts as lagging. */
export type Sweeping = { every: number; olderThan: number };

/** Finds what lags whatever the queue says, and gives back the jobs that a killed worker holds (decision 8). */
export function startSweep(
  kith: Engine,
  reactors: readonly string[],
  { every, olderThan }: Sweeping,
): Repetition {
  return repeat('sweep', kith.log, every, async () => {
    await unlockJobsOfTheDead(kith.pool);
    await deleteReplacedJobs(kith.pool);
    const jobs = await sweep(kith, olderThan);
    await sweepReactors(kith, reactors, olderThan);
    if (jobs > 0) kith.log.info({ jobs }, 'The sweeper woke projections that lagged');
  });
}
