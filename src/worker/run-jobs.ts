import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger, parseCrontab, type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import type { Log } from '../log';

const concurrency = 8;

export type RunningJobs = {
  /** What graphile-worker writes to the jobs it holds. */
  poolId: string;
  /** Waits for the jobs that run. */
  stop(): Promise<void>;
};

/**
 * Runs graphile-worker. Resolves once it has fetched from the queue: a first fetch that fails (the database restarts
 * just then) leaves graphile-worker 0.17 deaf for good, so it is begun again.
 */
export async function runJobs(
  url: string,
  log: Log,
  taskList: TaskList,
  crontab: string,
): Promise<RunningJobs> {
  // graphile-worker reads its ids as texts, so it has connections of its own.
  const pgPool = new pg.Pool({ connectionString: url, max: concurrency, application_name: 'kith jobs' });
  const onBroken = () => log.warn('a connection of the job queue broke');
  pgPool.on('error', onBroken);
  pgPool.on('connect', (client) => client.on('error', onBroken));
  for (;;) {
    const events: WorkerEvents = new EventEmitter();
    const first = firstFetch(events);
    const runner = await begin(pgPool, log, taskList, crontab, events, first.failed);
    if (await first.succeeded) return { poolId: first.poolId(), stop: () => stop(runner, pgPool) };
    await runner.stop().catch(() => undefined);
    await pause(500);
  }
}

function begin(
  pgPool: pg.Pool,
  log: Log,
  taskList: TaskList,
  crontab: string,
  events: WorkerEvents,
  onFetchFailed: () => void,
): Promise<Runner> {
  return run({
    pgPool,
    taskList,
    events,
    parsedCronItems: parseCrontab(crontab),
    noHandleSignals: true,
    logger: new Logger(() => (level, message) => {
      if (message.startsWith('Error occurred fetching jobs')) onFetchFailed();
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
}

function firstFetch(events: WorkerEvents) {
  let poolId = '';
  let resolve: (succeeded: boolean) => void;
  const succeeded = new Promise<boolean>((settle) => {
    resolve = settle;
  });
  events.on('pool:create', ({ workerPool }) => {
    poolId = workerPool.id;
  });
  events.on('localQueue:getJobs:complete', () => resolve(true));
  return { succeeded, failed: () => resolve(false), poolId: () => poolId };
}

async function stop(runner: Runner, pgPool: pg.Pool): Promise<void> {
  await runner.stop();
  await pgPool.end();
}

/** graphile-worker writes a failed job's error into its sentence; errors may quote rows. */
function withoutData(message: string): string {
  return message.split(/\n| with error/)[0]!.slice(0, 200);
}
