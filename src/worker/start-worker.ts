import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { TaskList } from 'graphile-worker';
import { startFanOut } from '../../jobs/fan-out';
import { morningEmail } from '../../jobs/morning-email';
import { projectJob } from '../../jobs/project';
import { purge } from '../../jobs/purge';
import { sendPasswordResetMail } from '../../jobs/send-password-reset-mail';
import { sendSignUpMail } from '../../jobs/send-sign-up-mail';
import { type Sweeping, startSweep } from '../../jobs/sweep';
import type { AppDeps } from '../deps';
import { createKith } from '../kith';
import { createMailer, type Mailer } from '../mail/mailer';
import type { Engine } from '../projecting/engine';
import { projectTask } from '../projecting/fan-out';
import { startPresence } from './presence';
import { runJobs } from './run-jobs';

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
  const cron = (options.cron ?? true) ? crontab : '';
  const fanOut = startFanOut(kith);
  const jobs = await runJobs({
    url,
    log,
    tasks: tasks(deps, kith, mailer),
    crontab: cron,
    accompany: (poolId) => startPresence(url, poolId, log, () => fanOut.wake()),
  });
  const sweep = startSweep(kith, options.sweeping ?? { every: 5_000, olderThan: 5 });
  return {
    async stop() {
      await Promise.all([fanOut.stop(), sweep.stop()]);
      await jobs.stop();
      await mailer.close();
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
