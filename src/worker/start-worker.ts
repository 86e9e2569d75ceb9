import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Logger, parseCrontab, type Runner, run, type TaskList } from 'graphile-worker';
import pg from 'pg';
import { startFanOut } from '../../jobs/fan-out';
import { morningEmail } from '../../jobs/morning-email';
import { projectJob } from '../../jobs/project';
import { purge } from '../../jobs/purge';
import { sendPasswordResetMail } from '../../jobs/send-password-reset-mail';
import { sendSignUpMail } from '../../jobs/send-sign-up-mail';
import { type Sweeping, startSweep } from '../../jobs/sweep';
import type { AppDeps } from '../deps';
import { createKith } from '../kith';
import type { Log } from '../log';
import { createMailer, type Mailer } from '../mail/mailer';
import type { Engine } from '../projecting/engine';
import { projectTask } from '../projecting/fan-out';
import { startPresence } from './presence';

const concurrency = 8;
const crontab = readFileSync(path.join(__dirname, '../../jobs/crontab'), 'utf8');

export type WorkerOptions = {
  /** The engine to run, where it is not this release's own. */
  kith?: Engine;
  mailer?: Mailer;
  sweeping?: Sweeping;
  /** Without cron, jobs run only when they are queued. */
  cron?: boolean;
};

/** Starts fan-out, sweeper, and graphile-worker with Kith's jobs. Any number of workers may run at once. */
export async function startWorker(
  deps: AppDeps,
  options: WorkerOptions = {},
): Promise<{ stop(): Promise<void> }> {
  const { pool, log, config } = deps;
  const kith = options.kith ?? createKith(deps);
  const mailer = options.mailer ?? createMailer({ ...config, log });
  const url = pool.options.connectionString!;
  // graphile-worker reads its ids as texts, so it has connections of its own.
  const jobPool = new pg.Pool({ connectionString: url, max: concurrency, application_name: 'kith jobs' });
  const onBroken = () => log.warn('a connection of the job queue broke');
  jobPool.on('error', onBroken);
  jobPool.on('connect', (client) => client.on('error', onBroken));
  const runner = await runJobs(jobPool, log, tasks(deps, kith, mailer), options.cron ?? true);
  const fanOut = startFanOut(kith);
  const sweep = startSweep(kith, options.sweeping ?? { every: 5_000, olderThan: 5 });
  const presence = startPresence(url, runner.poolId, log, () => fanOut.wake());
  return {
    async stop() {
      await Promise.all([fanOut.stop(), sweep.stop()]);
      await runner.stop();
      await presence.stop();
      await jobPool.end();
      mailer.close();
    },
  };
}

function tasks(deps: AppDeps, kith: Engine, mailer: Mailer): TaskList {
  const withMail = { ...deps, kith, mailer };
  return {
    [projectTask]: projectJob(kith),
    'send-sign-up-mail': sendSignUpMail(withMail),
    'send-password-reset-mail': sendPasswordResetMail(withMail),
    'morning-email': morningEmail(withMail),
    purge: purge(deps),
  };
}

async function runJobs(
  pgPool: pg.Pool,
  log: Log,
  taskList: TaskList,
  cron: boolean,
): Promise<Runner & { poolId: string }> {
  let poolId = '';
  const { EventEmitter } = await import('node:events');
  const events = new EventEmitter();
  events.on('pool:create', ({ workerPool }: { workerPool: { id: string } }) => {
    poolId = workerPool.id;
  });
  const runner = await run({
    pgPool,
    taskList,
    events: events as never,
    parsedCronItems: cron ? parseCrontab(crontab) : [],
    noHandleSignals: true,
    logger: new Logger(
      () => (level, message) => log[level === 'warning' ? 'warn' : level]?.(withoutData(message)),
    ),
    preset: {
      worker: {
        concurrentJobs: concurrency,
        localQueue: { size: 100 },
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
  });
  return Object.assign(runner, { poolId });
}

/** graphile-worker writes a failed job's error behind its first sentence; errors may quote rows. */
function withoutData(message: string): string {
  return message.split('\n')[0]!.slice(0, 200);
}
