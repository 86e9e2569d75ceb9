import type { Task } from 'graphile-worker';
import { sendMorningEmails } from '../src/morning/send-morning-emails';
import type { MorningEmailDeps } from '../src/morning/settle-morning';

/** How long a run starts new emails, and after how long it counts as hung, in milliseconds. */
const usualLimits = { begins: 10 * 60_000, ends: 20 * 60_000 };

/**
 * Runs every minute. This worker never starts a second run while one is in progress, so that a slow mail server blocks
 * at most one of its job slots. A long run leaves the rest to the next one. A run that hangs is abandoned: its job
 * fails, and the next minute starts a new run, which can't send the emails that the old run has claimed. On the hour, a
 * run also records emails missed on earlier days.
 */
export function morningEmail(deps: MorningEmailDeps, limits: Partial<typeof usualLimits> = {}): Task {
  const { begins, ends } = { ...usualLimits, ...limits };
  const { log, clock } = deps.kith;
  let running = false;
  return async (_payload, { job, abortSignal }) => {
    if (running) return log.info('Skipped a morning email run: the previous one is still in progress');
    running = true;
    const stopStarting = new AbortController();
    const timers = [setTimeout(() => stopStarting.abort(), begins)];
    const hanging = new Promise<never>((_, reject) => {
      timers.push(setTimeout(() => reject(new Error('The morning email run timed out')), ends));
    }).catch((error) => {
      stopStarting.abort();
      log.error({ job: job.id }, 'Abandoned a morning email run that hung');
      throw error;
    });
    try {
      const everything = clock().getUTCMinutes() === 0;
      const signal = AbortSignal.any([abortSignal, stopStarting.signal]);
      await Promise.race([sendMorningEmails(deps, { job: job.id, everything, signal }), hanging]);
    } finally {
      for (const timer of timers) clearTimeout(timer);
      running = false;
    }
  };
}
