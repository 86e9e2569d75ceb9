import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { nothing, type Replayed } from '../../engine/replaying/replay';

/** Tells a process that it helps another one with its replay. */
export const helping = '--helping';

/** Other processes that rebuild the same projections: all share out the streams among themselves. */
export type Helpers = {
  /** What they have done so far. */
  done(): Replayed;
  ended(): Promise<unknown>;
  stop(): void;
};

/** Starts so many processes of the same script. They end when nothing is left to do, or when this one dies. */
export function startHelpers(script: string, count: number, names: readonly string[]): Helpers {
  const helpers = Array.from({ length: count }, () => startHelper(script, names));
  return {
    done: () => helpers.map(({ done }) => done()).reduce(sumOf, nothing()),
    ended: () => Promise.all(helpers.map(({ ended }) => ended)),
    stop() {
      for (const { child } of helpers) child.kill();
    },
  };
}

function startHelper(script: string, names: readonly string[]) {
  let done = nothing();
  const child: ChildProcess = fork(script, [...names, helping], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.on('message', (message) => {
    done = message as Replayed;
  });
  // One that can't be started, or dies, leaves its streams to the others.
  const ended = once(child, 'exit').catch(() => undefined);
  return { child, done: () => done, ended };
}

/** In a process that helps: tells the other one what was done, and ends with it. */
export function tellHelped(): (done: Replayed) => void {
  process.once('disconnect', () => process.exit(1));
  // The other one may have died before this one listened.
  if (!process.connected) process.exit(1);
  return ({ events, rows, changed, streams }) => process.send?.({ events, rows, changed, streams });
}

export function sumOf(one: Replayed, other: Replayed): Replayed {
  return {
    events: one.events + other.events,
    rows: one.rows + other.rows,
    changed: one.changed + other.changed,
    streams: one.streams + other.streams,
  };
}
