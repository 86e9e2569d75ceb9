import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { nothing, type Replayed } from '../../engine/replaying/replay';

/** The argument that makes a process help another process with its replay. */
export const helping = '--helping';

/** Other processes that rebuild the same projections. All of them share the streams. */
export type Helpers = {
  /** Returns the total of what they have done so far. */
  done(): Replayed;
  ended(): Promise<unknown>;
  stop(): void;
};

/** Starts `count` processes of the same script. They end when nothing is left to do, or when this process dies. */
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
  // If a process can't be started or dies, the others take over its streams.
  const ended = once(child, 'exit').catch(() => undefined);
  return { child, done: () => done, ended };
}

/** Returns a function that reports a helper's progress to the process that started it. Exits when that process dies. */
export function progressReporter(): (done: Replayed) => void {
  process.once('disconnect', () => process.exit(1));
  // The parent may have died before this process listened for it.
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
