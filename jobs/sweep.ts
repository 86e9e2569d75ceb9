import type { Engine } from '../src/engine/projecting/engine';
import { type Round, sweep } from '../src/engine/projecting/sweep';
import { deleteReplacedJobs, unlockJobsOfTheDead } from '../src/queue/presence';
import { type Repetition, repeat } from '../src/queue/repeat';

/** So many times as long as a sweep took, it rests: with very many streams it comes less often. */
const restEach = 10;
/** At most, in milliseconds. A sweep that stalled, for a lock or a connection, says nothing of how much there is to do. */
const longestRest = 15_000;

/** Milliseconds between two looks, and the age in seconds at which a stream counts as lagging. */
export type Sweeping = { every: number; olderThan: number };

/**
 * Finds what lags whatever the queue says, and gives back the jobs that a killed worker holds. The first look takes
 * streams of any age: what a worker had in hand when it was killed a moment ago is not waited for.
 */
export function startSweep(
  kith: Engine,
  reactors: readonly string[],
  { every, olderThan }: Sweeping,
): Repetition {
  const round: Round = { after: 0 };
  let age = 0;
  return repeat('sweep', kith.log, every, async () => {
    const began = performance.now();
    await unlockJobsOfTheDead(kith.pool);
    await deleteReplacedJobs(kith.pool);
    const jobs = await sweep(kith, reactors, age, round);
    age = olderThan;
    if (jobs > 0) kith.log.info({ jobs }, 'The sweeper woke streams that lagged');
    return restAfter(performance.now() - began);
  });
}

/** How long the sweeper rests after a round that took so long, both in milliseconds. */
export function restAfter(took: number): number {
  return Math.min(took * restEach, longestRest);
}
