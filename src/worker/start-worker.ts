import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { TaskList } from 'graphile-worker';
import { backfill } from '../../jobs/backfill';
import { startFanOut } from '../../jobs/fan-out';
import { forgetMailsJob } from '../../jobs/forget-mails';
import { morningEmail } from '../../jobs/morning-email';
import { projectJob, projectStreamJob } from '../../jobs/project';
import { purge } from '../../jobs/purge';
import { reactJob } from '../../jobs/react';
import { scrubJob } from '../../jobs/scrub';
import { sendEmailChangeMail } from '../../jobs/send-email-change-mail';
import { sendNoticeMail } from '../../jobs/send-notice-mail';
import { sendPasswordResetMail } from '../../jobs/send-password-reset-mail';
import { sendSignUpMail } from '../../jobs/send-sign-up-mail';
import { type Sweeping, startSweep } from '../../jobs/sweep';
import { createPool } from '../database/pool';
import type { AppDeps } from '../deps';
import { forgetMailsTask } from '../forgetting/mails';
import { createKith } from '../kith';
import { createMailer, type Mailer } from '../mail/mailer';
import { outboxOnly } from '../mail/outbox-only';
import type { Engine } from '../projecting/engine';
import { projectStreamTask, projectTask, reactTask } from '../projecting/fan-out';
import { registerReactors } from '../reacting/cursor';
import { type Lanes, lanesEach, startLanes } from '../reacting/lanes';
import { reactorsAfterCommit } from '../reactors';
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

/** Starts fan-out, sweeper, reactors, and graphile-worker with Kith's jobs. Any number of workers may run at once. */
export async function startWorker(
  deps: AppDeps,
  options: WorkerOptions = {},
): Promise<{ stop(): Promise<void> }> {
  const { pool, log, config } = deps;
  const kith = options.kith ?? createKith(deps);
  const mailer = options.mailer ?? createMailer({ ...config, log, outboxOnly: outboxOnly(pool) });
  const url = pool.options.connectionString!;
  const cron = (options.cron ?? true) ? crontab : '';
  const reactors = reactorsAfterCommit({ ...deps, clock: kith.clock, mailer });
  const names = reactors.map(({ name }) => name);
  await registerReactors(pool, names);
  const reactorPool = createPool(url, { max: Math.max(1, reactors.length * lanesEach), log });
  const lanes = startLanes({ engine: kith, pool: reactorPool }, reactors);
  const fanOut = startFanOut(kith, reactors);
  // A stop waits for jobs that run, and the rebuild of a long stream would take its time.
  const stopping = new AbortController();
  const projecting = { ...kith, stopping: stopping.signal };
  const jobs = await runJobs({
    url,
    log,
    tasks: { ...tasks(deps, kith, mailer, lanes), ...projectingTasks(projecting) },
    crontab: cron,
    accompany: (poolId) => startPresence(url, poolId, log, () => fanOut.wake()),
  });
  const sweep = startSweep(kith, reactors, options.sweeping ?? { every: 5_000, olderThan: 5 });
  return {
    async stop() {
      stopping.abort();
      await Promise.all([fanOut.stop(), sweep.stop()]);
      await jobs.stop();
      await lanes.stop();
      await reactorPool.end();
      await mailer.close();
    },
  };
}

function projectingTasks(kith: Engine): TaskList {
  return { [projectStreamTask]: projectStreamJob(kith), [projectTask]: projectJob(kith) };
}

function tasks(deps: AppDeps, kith: Engine, mailer: Mailer, lanes: Lanes): TaskList {
  const withMail = { ...deps, kith, mailer };
  return {
    [reactTask]: reactJob(lanes),
    'send-sign-up-mail': sendSignUpMail(withMail),
    'send-password-reset-mail': sendPasswordResetMail(withMail),
    'send-email-change-mail': sendEmailChangeMail(withMail),
    'send-notice-mail': sendNoticeMail(withMail),
    'morning-email': morningEmail(withMail),
    backfill: backfill(kith),
    purge: purge(deps),
    [forgetMailsTask]: forgetMailsJob(deps),
    scrub: scrubJob(withMail),
  };
}
