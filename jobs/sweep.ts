import type { Engine } from '../src/engine/projecting/engine';
import { type Round, sweep } from '../src/engine/projecting/sweep';
import { deleteReplacedJobs, unlockJobsOfTheDead } from '../src/queue/presence';
import { type Repetition, repeat } from '../src/queue/repeat';

/** The pause after a sweep, as a multiple of its duration: with many streams it runs less often. */
const pauseFactor = 10;
/** The longest pause, in milliseconds. A sweep may also take long because it waited for a lock or a connection. */
const longestPause = 15_000;

/** The interval between sweeps in milliseconds, and the age in seconds at which a stream counts as lagging. */
export type Sweeping = { every: number; olderThan: number };

/**
 * Finds lagging streams regardless of the queue, and unlocks the jobs of killed workers. The first sweep includes
 * streams of any age, so that the streams of a worker killed a moment ago don't have to wait.
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
    if (jobs > 0) kith.log.info({ jobs }, 'The sweeper queued jobs for lagging streams');
    return restAfter(performance.now() - began);
  });
}

/** Returns how long the sweeper pauses after a sweep that took `took`, both in milliseconds. */
export function restAfter(took: number): number {
  return Math.min(took * pauseFactor, longestPause);
}
