import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger, parseCrontab, type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import type pg from 'pg';
import type { Log } from '../base/log';
import type { Presence } from '../queue/presence';
import { createJobPool } from './job-pool';

/** How many jobs run at once; those that project share the connections of the engine's pipeline. */
const concurrency = 32;
const connections = 8;
/** How long a stop waits for an unreachable database, in milliseconds. */
const stopTimeout = 5_000;
/** How long a replaced pool may take to finish its running jobs, in milliseconds. */
const replacedTimeout = 60_000;
/** Pause before a pool is replaced, in milliseconds: it grows while each is lost right after its start. */
const shortestPause = 500;
const longestPause = 2_000;

type Jobs = {
  url: string;
  log: Log;
  tasks: TaskList;
  crontab: string;
  /** Shows other processes that this graphile-worker pool is alive; a pool whose presence is lost is replaced. */
  startPresence: (poolId: string) => Presence;
};

/**
 * Runs graphile-worker and keeps it running. Resolves once it has fetched from the queue; `stop` waits for running
 * jobs. If version 0.17 gives up for good (for example, when the database restarts during its first fetch), or if its
 * presence is lost, a new pool replaces it. Jobs that are still locked by the old pool when it is gone are unlocked.
 */
export async function runJobs({
  url,
  log,
  tasks,
  crontab,
  startPresence,
}: Jobs): Promise<{ stop(): Promise<void> }> {
  const { pool: pgPool, giveUp } = createJobPool(url, connections, log);
  let stopping = false;
  let stop = () => {};
  const toStop = new Promise<void>((resolve) => {
    stop = () => {
      stopping = true;
      resolve();
    };
  });
  const replaced = new Set<Promise<unknown>>();

  /** Lets a pool whose presence is lost finish its jobs. Meanwhile, a new presence keeps them from being unlocked. */
  function replace({ runner, poolId }: Begun): void {
    const presence = startPresence(poolId());
    const finished = Promise.race([
      runner.stop().catch(() => undefined),
      pause(replacedTimeout, undefined, { ref: false }),
    ]);
    const gone = finished.then(() => presence.stop()).finally(() => replaced.delete(gone));
    replaced.add(gone);
  }

  async function keepRunning(begun: () => void) {
    for (let wait = shortestPause; !stopping; wait = Math.min(wait * 2, longestPause)) {
      const jobs = await begin(pgPool, log, tasks, crontab).catch(() => undefined);
      const began = performance.now();
      if (jobs && (await jobs.fetched)) {
        const presence = startPresence(jobs.poolId());
        begun();
        const gaveUp = jobs.ended.then(() => 'gave up' as const);
        const lost = presence.lost.then(() => 'lost' as const);
        const end = await Promise.race([gaveUp, lost, toStop]);
        if (stopping) await stopRunner(jobs.runner, giveUp);
        else log.warn('replacing the graphile-worker pool');
        if (!stopping && end === 'lost') replace(jobs);
        if (!stopping && end === 'gave up') abandon(jobs);
        await presence.stop();
      } else if (jobs && !stopping) abandon(jobs);
      if (performance.now() - began > longestPause) wait = shortestPause;
      await Promise.race([pause(wait), toStop]);
    }
  }

  let running: Promise<void> = Promise.resolve();
  await new Promise<void>((begun) => {
    running = keepRunning(begun);
  });
  return {
    async stop() {
      stop();
      await running;
      await Promise.race([Promise.all(replaced), pause(stopTimeout, undefined, { ref: false })]);
      giveUp();
      await pgPool.end();
    },
  };
}

/** Does not wait for the shutdown, which may never end. */
function abandon({ runner }: Begun): void {
  void runner.kill().catch(() => undefined);
}

async function stopRunner(runner: Runner, giveUp: () => void): Promise<void> {
  const timer = setTimeout(giveUp, stopTimeout);
  await runner.stop().catch(() => undefined);
  clearTimeout(timer);
}

type Begun = Awaited<ReturnType<typeof begin>>;

/** `fetched`: whether the first fetch succeeded. `ended`: resolves when it shuts down, for whatever reason. */
async function begin(pgPool: pg.Pool, log: Log, taskList: TaskList, crontab: string) {
  const events: WorkerEvents = new EventEmitter();
  let poolId = '';
  let setFetched: (succeeded: boolean) => void;
  const fetched = new Promise<boolean>((resolve) => {
    setFetched = resolve;
  });
  const shutdown = new Promise<void>((resolve) => {
    events.on('pool:gracefulShutdown', () => resolve());
  });
  events.on('pool:create', ({ workerPool }) => {
    poolId = workerPool.id;
  });
  events.on('localQueue:getJobs:complete', () => setFetched(true));
  const runner: Runner = await run({
    pgPool,
    taskList,
    events,
    parsedCronItems: parseCrontab(crontab),
    noHandleSignals: true,
    logger: new Logger(() => (level, message) => {
      if (message.startsWith('Error occurred fetching jobs')) setFetched(false);
      // This warns of fewer connections than jobs. They are enough: jobs that project use the engine's pipeline.
      if (message.includes('maxPoolSize')) return;
      log[level === 'warning' ? 'warn' : level]?.(withoutData(message));
    }),
    preset: {
      worker: {
        concurrentJobs: concurrency,
        localQueue: { size: 100 },
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
  });
  const ended = Promise.race([shutdown, runner.promise.catch(() => undefined)]);
  void ended.then(() => setFetched(false));
  return { runner, fetched, ended, poolId: () => poolId };
}

/** graphile-worker's messages include a failed job's error, which may quote rows. */
function withoutData(message: string): string {
  return message.split(/\n| with error/)[0]!.slice(0, 200);
}
