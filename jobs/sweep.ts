import type { Engine } from '../src/projecting/engine';
import { type Reactor, type Round, sweep } from '../src/projecting/fan-out';
import { type ReactorRound, sweepReactors } from '../src/reacting/sweep';
import { deleteReplacedJobs, unlockJobsOfTheDead } from '../src/worker/presence';
import { type Repetition, repeat } from '../src/worker/repeat';

/** So many times as long as a sweep took, it rests. */
const restEach = 10;

/** Milliseconds between two looks, and the age in seconds at which a stream counts as lagging. */
export type Sweeping = { every: number; olderThan: number };

/** Finds what lags whatever the queue says, and gives back the jobs that a killed worker holds (decision 8). */
export function startSweep(
  kith: Engine,
  reactors: readonly Reactor[],
  { every, olderThan }: Sweeping,
): Repetition {
  const round: Round = { after: 0 };
  const reactorRound: ReactorRound = { after: 0, reactor: '' };
  return repeat('sweep', kith.log, every, async () => {
    const began = performance.now();
    await unlockJobsOfTheDead(kith.pool);
    await deleteReplacedJobs(kith.pool);
    const jobs = await sweep(kith, olderThan, round);
    await sweepReactors(kith, reactors, olderThan, reactorRound);
    if (jobs > 0) kith.log.info({ jobs }, 'The sweeper woke projections that lagged');
    // It looks at every stream: where there are very many, it comes less often.
    return (performance.now() - began) * restEach;
  });
}
