import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger, parseCrontab, type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import type pg from 'pg';
import type { Log } from '../base/log';
import type { Presence } from '../queue/presence';
import { createJobPool } from './job-pool';

/** So many jobs at once; those that project share their ways to the database. */
const concurrency = 32;
const connections = 8;
/** How long a stop waits for a database that is away, in milliseconds. */
const longestGoodbye = 5_000;
/** How long a pool that was replaced keeps the jobs that it runs, in milliseconds. */
const longestFarewell = 60_000;
/** Between two pools, in milliseconds: it grows while each is lost as soon as it has begun. */
const shortestPause = 500;
const longestPause = 2_000;

type Jobs = {
  url: string;
  log: Log;
  tasks: TaskList;
  crontab: string;
  /** Tells others that this pool of graphile-worker lives; a pool whose presence is lost is replaced. */
  accompany: (poolId: string) => Presence;
};

/**
 * Runs graphile-worker and keeps it running. Resolves once it has fetched from the queue; `stop` waits for the jobs
 * that run. Where version 0.17 gives up for good (when the database restarts during its first fetch, for one), or its
 * presence is lost, a new pool of it takes over. Jobs that are still locked by the old one when it is gone are given
 * back.
 */
export async function runJobs({
  url,
  log,
  tasks,
  crontab,
  accompany,
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

  /** Lets a pool whose presence is lost finish its jobs. Meanwhile another presence keeps them from being given back. */
  function replace({ runner, poolId }: Begun): void {
    const presence = accompany(poolId());
    const finished = Promise.race([
      runner.stop().catch(() => undefined),
      pause(longestFarewell, undefined, { ref: false }),
    ]);
    const gone = finished.then(() => presence.stop()).finally(() => replaced.delete(gone));
    replaced.add(gone);
  }

  async function keepRunning(begun: () => void) {
    for (let wait = shortestPause; !stopping; wait = Math.min(wait * 2, longestPause)) {
      const jobs = await begin(pgPool, log, tasks, crontab).catch(() => undefined);
      const began = performance.now();
      if (jobs && (await jobs.fetched)) {
        const presence = accompany(jobs.poolId());
        begun();
        const gaveUp = jobs.ended.then(() => 'gave up' as const);
        const lost = presence.lost.then(() => 'lost' as const);
        const end = await Promise.race([gaveUp, lost, toStop]);
        if (stopping) await stopRunner(jobs.runner, giveUp);
        else log.warn('a new pool of graphile-worker takes over');
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
      await Promise.race([Promise.all(replaced), pause(longestGoodbye, undefined, { ref: false })]);
      giveUp();
      await pgPool.end();
    },
  };
}

/** Its shutdown may never end, so nobody waits for it. */
function abandon({ runner }: Begun): void {
  void runner.kill().catch(() => undefined);
}

async function stopRunner(runner: Runner, giveUp: () => void): Promise<void> {
  const impatience = setTimeout(giveUp, longestGoodbye);
  await runner.stop().catch(() => undefined);
  clearTimeout(impatience);
}

type Begun = Awaited<ReturnType<typeof begin>>;

/** `fetched`: whether the first fetch succeeded. `ended`: it shuts down, for whatever reason. */
async function begin(pgPool: pg.Pool, log: Log, taskList: TaskList, crontab: string) {
  const events: WorkerEvents = new EventEmitter();
  let poolId = '';
  let tellFetched: (succeeded: boolean) => void;
  const fetched = new Promise<boolean>((resolve) => {
    tellFetched = resolve;
  });
  const shutdown = new Promise<void>((resolve) => {
    events.on('pool:gracefulShutdown', () => resolve());
  });
  events.on('pool:create', ({ workerPool }) => {
    poolId = workerPool.id;
  });
  events.on('localQueue:getJobs:complete', () => tellFetched(true));
  const runner: Runner = await run({
    pgPool,
    taskList,
    events,
    parsedCronItems: parseCrontab(crontab),
    noHandleSignals: true,
    logger: new Logger(() => (level, message) => {
      if (message.startsWith('Error occurred fetching jobs')) tellFetched(false);
      // Jobs that project share their ways to the database, so fewer connections than jobs are enough.
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
  void ended.then(() => tellFetched(false));
  return { runner, fetched, ended, poolId: () => poolId };
}

/** graphile-worker writes a failed job's error into its sentence; errors may quote rows. */
function withoutData(message: string): string {
  return message.split(/\n| with error/)[0]!.slice(0, 200);
}
