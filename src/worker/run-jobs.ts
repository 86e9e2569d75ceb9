import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger, parseCrontab, type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import type pg from 'pg';
import type { Log } from '../log';
import { createJobPool } from './job-pool';
import type { Presence } from './presence';

/** So many jobs at once; those that project share their ways to the database. */
const concurrency = 32;
const connections = 8;
/** How long a stop waits for a database that is away, in milliseconds. */
const longestGoodbye = 5_000;

type Jobs = {
  url: string;
  log: Log;
  tasks: TaskList;
  crontab: string;
  /** Tells others that this pool of graphile-worker lives; asked again whenever a new one takes over. */
  accompany: (poolId: string) => Presence;
};

/**
 * Runs graphile-worker and keeps it running. Resolves once it has fetched from the queue; `stop` waits for the jobs
 * that run. Where version 0.17 gives up for good (when the database restarts during its first fetch, for one), a new
 * pool of it takes over, and the jobs of the old one are unlocked like those of the dead.
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

  async function keepRunning(begun: () => void) {
    while (!stopping) {
      const jobs = await begin(pgPool, log, tasks, crontab).catch(() => undefined);
      if (jobs && (await jobs.fetched)) {
        const presence = accompany(jobs.poolId());
        begun();
        await Promise.race([jobs.ended, toStop]);
        if (stopping) await stopRunner(jobs.runner, giveUp);
        else log.error('graphile-worker gave up; a new one takes over');
        await presence.stop();
      }
      // Its shutdown may never end, so nobody waits for it.
      if (!stopping) void jobs?.runner.kill().catch(() => undefined);
      await Promise.race([pause(500), toStop]);
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
      await pgPool.end();
    },
  };
}

async function stopRunner(runner: Runner, giveUp: () => void): Promise<void> {
  const impatience = setTimeout(giveUp, longestGoodbye);
  await runner.stop().catch(() => undefined);
  clearTimeout(impatience);
}

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
