import { setTimeout as pause } from 'node:timers/promises';
import type { Engine } from '../projecting/engine';
import type { AfterCommit } from './define-reactor';
import { dueReactors } from './due';
import { type Reacting, react } from './react';

/** How many streams each reactor works on at once, so that one waiting for an outside service doesn't delay others. */
export const lanesEach = 4;

/** Streams that are woken within this time are checked in one batch. In milliseconds. */
const batchTime = 20;

export type Lanes = {
  /** Lets the reactors that have pending events in the stream run soon. */
  wake(accountId: number): void;
  /** Waits for running effects; the rest is left for a later wake-up. */
  stop(): Promise<void>;
};

/** Runs reactors apart from the jobs that wake them, so that a slow outside service never delays a projection. */
export function startLanes(reacting: Reacting, reactors: readonly AfterCommit[]): Lanes {
  const { engine } = reacting;
  let stopped = false;
  const stoppable = { ...reacting, stopped: () => stopped };
  const all = new Map(reactors.map((reactor) => [reactor.name, lanesOf(stoppable, reactor)]));
  const woken = new Set<number>();
  let checking: Promise<void> | undefined;
  const check = async () => {
    while (woken.size > 0 && !stopped) {
      await pause(batchTime);
      const accountIds = [...woken];
      woken.clear();
      const due = await dueReactors(engine.pool, reactors, accountIds, engine.clock()).catch((error) => {
        warn(engine, error);
        return [];
      });
      for (const { reactor, account_id } of due) all.get(reactor)!.wake(account_id);
    }
    checking = undefined;
  };
  return {
    wake(accountId) {
      woken.add(accountId);
      checking ??= check();
    },
    async stop() {
      stopped = true;
      await checking;
      await Promise.all([...all.values()].flatMap(({ running }) => [...running.values()]));
    },
  };
}

function lanesOf(reacting: Reacting & { stopped(): boolean }, reactor: AfterCommit) {
  const waiting = new Set<number>();
  const running = new Map<number, Promise<void>>();
  const fill = () => {
    for (const accountId of waiting) {
      if (reacting.stopped() || running.size >= lanesEach) return;
      if (running.has(accountId)) continue;
      waiting.delete(accountId);
      running.set(accountId, run(accountId));
    }
  };
  const run = async (accountId: number) => {
    await react(reacting, reactor, accountId).catch((error) => warn(reacting.engine, error, reactor.name));
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

/** After a lost connection or a restart of the database, the sweeper finds the streams again. */
function warn({ log }: Engine, { name, code }: Error & { code?: string }, reactor?: string): void {
  log.warn({ reactor, error: name, code }, 'A reactor was interrupted');
}
