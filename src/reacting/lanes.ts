import type { AfterCommit } from './define-reactor';
import { type Reacting, react } from './react';

/** So many streams at once, each reactor for itself: one that waits for the outside keeps nobody else waiting. */
export const lanesEach = 4;

export type Lanes = {
  /** Lets the reactor look at the stream soon. Says nothing new where it is about to anyway. */
  wake(reactor: string, accountId: number): void;
  /** Waits for the effects under way; the rest is left to whoever comes next. */
  stop(): Promise<void>;
};

/** Runs reactors beside the jobs that wake them, so that a slow outside never holds up a projection. */
export function startLanes(reacting: Reacting, reactors: readonly AfterCommit[]): Lanes {
  let stopped = false;
  const all = new Map(
    reactors.map((reactor) => [
      reactor.name,
      lanesOf({ ...reacting, stopped: () => stopped }, reactor, () => stopped),
    ]),
  );
  return {
    wake: (reactor, accountId) => all.get(reactor)?.wake(accountId),
    async stop() {
      stopped = true;
      await Promise.all([...all.values()].flatMap(({ running }) => [...running.values()]));
    },
  };
}

function lanesOf(reacting: Reacting, reactor: AfterCommit, isStopped: () => boolean) {
  const waiting = new Set<number>();
  const running = new Map<number, Promise<void>>();
  const fill = () => {
    for (const accountId of waiting) {
      if (isStopped() || running.size >= lanesEach) return;
      if (running.has(accountId)) continue;
      waiting.delete(accountId);
      running.set(accountId, run(accountId));
    }
  };
  const run = async (accountId: number) => {
    try {
      await react(reacting, reactor, accountId);
    } catch (error) {
      // A lost connection, a restart: the sweeper finds the stream again.
      const { name, code } = error as Error & { code?: string };
      reacting.engine.log.warn({ reactor: reactor.name, error: name, code }, 'A reactor was interrupted');
    }
    running.delete(accountId);
    fill();
  };
  return {
    running,
    wake(accountId: number) {
      waiting.add(accountId);
      fill();
    },
  };
}
