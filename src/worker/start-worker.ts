import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { TaskList } from 'graphile-worker';
import { backfill } from '../../jobs/backfill';
import { eraseJob } from '../../jobs/erase';
import { startFanOut } from '../../jobs/fan-out';
import { forgetMailsJob } from '../../jobs/forget-mails';
import { morningEmail } from '../../jobs/morning-email';
import { projectStreamJob } from '../../jobs/project';
import { purge } from '../../jobs/purge';
import { scrubJob } from '../../jobs/scrub';
import { sendEmailChangeMail } from '../../jobs/send-email-change-mail';
import { sendNoticeMail } from '../../jobs/send-notice-mail';
import { sendPasswordResetMail } from '../../jobs/send-password-reset-mail';
import { sendSignUpMail } from '../../jobs/send-sign-up-mail';
import { type Sweeping, startSweep } from '../../jobs/sweep';
import type { AppDeps } from '../base/deps';
import { createEnginePool } from '../database/pool';
import { eraseTask } from '../engine/erasing/erase';
import type { Engine } from '../engine/projecting/engine';
import { earlierStreamTasks, projectStreamTask } from '../engine/projecting/fan-out';
import { registerReactors } from '../engine/reacting/cursor';
import { type Lanes, lanesEach, startLanes } from '../engine/reacting/lanes';
import { createKith } from '../kith';
import { createMailer, type Mailer } from '../mail/mailer';
import { outboxOnly } from '../mail/outbox-only';
import { forgetMailsTask } from '../privacy/mails';
import { startPresence } from '../queue/presence';
import { reactorsAfterCommit } from '../reactors';
import { runJobs } from './run-jobs';

const crontab = readFileSync(path.join(__dirname, '../../jobs/crontab'), 'utf8');

export type WorkerOptions = {
  /** The engine to run, if not this release's own. */
  kith?: Engine;
  mailer?: Mailer;
  sweeping?: Sweeping;
  /** Default: true. Without cron, jobs run only when they are queued. */
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
  const reactorPool = createEnginePool(url, {
    max: Math.max(1, reactors.length * lanesEach),
    log,
    // Its transactions stay idle while reactors wait for outside services.
    settings: { idle_in_transaction_session_timeout: 0 },
  });
  const lanes = startLanes({ engine: kith, pool: reactorPool }, reactors);
  const fanOut = startFanOut(kith);
  // A stop waits for running jobs, and rebuilding a long stream takes too long for that.
  const stopping = new AbortController();
  const projecting = { ...kith, stopping: stopping.signal };
  const jobs = await runJobs({
    url,
    log,
    tasks: { ...tasks(deps, kith, mailer), ...streamTasks(projecting, lanes) },
    crontab: cron,
    startPresence: (poolId) => startPresence(url, poolId, log, () => fanOut.wake()),
  });
  const sweep = startSweep(kith, names, options.sweeping ?? { every: 5_000, olderThan: 5 });
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

function streamTasks(kith: Engine, lanes: Lanes): TaskList {
  const job = projectStreamJob(kith, lanes);
  return Object.fromEntries([projectStreamTask, ...earlierStreamTasks].map((task) => [task, job]));
}

function tasks(deps: AppDeps, kith: Engine, mailer: Mailer): TaskList {
  const withMail = { ...deps, kith, mailer };
  return {
    'send-sign-up-mail': sendSignUpMail(withMail),
    'send-password-reset-mail': sendPasswordResetMail(withMail),
    'send-email-change-mail': sendEmailChangeMail(withMail),
    'send-notice-mail': sendNoticeMail(withMail),
    'morning-email': morningEmail(withMail),
    backfill: backfill(kith),
    purge: purge(deps),
    [eraseTask]: eraseJob(kith),
    [forgetMailsTask]: forgetMailsJob(deps),
    scrub: scrubJob(withMail),
  };
}
