import type { Task } from 'graphile-worker';
import type { ReactJob } from '../src/projecting/fan-out';
import type { Lanes } from '../src/reacting/lanes';

/** A wake-up for one reactor of one stream. It only passes on: what a reactor waits for may take its time. */
export function reactJob(lanes: Lanes): Task {
  return async (payload) => {
    const { reactor, accountId } = payload as ReactJob;
    lanes.wake(reactor, accountId);
  };
}
