import type { Task } from 'graphile-worker';
import { sendMorningEmails } from '../src/morning/send-morning-emails';
import type { MorningEmailDeps } from '../src/morning/settle-morning';

/** For how long a run begins further emails, and when one that has not ended must be hanging; in milliseconds. */
const usualLimits = { begins: 10 * 60_000, ends: 20 * 60_000 };

/**
 * Comes every minute. While a run goes on in this worker, no second one begins, so that slow mail servers never take
 * more than one of its places for jobs. A long run leaves the rest to the next. One that hangs is given up: its job
 * fails, and the next minute's begins another, which its claims keep away from what it has under way.
 * At the full hour a run also looks at days long over.
 */
export function morningEmail(deps: MorningEmailDeps, limits: Partial<typeof usualLimits> = {}): Task {
  const { begins, ends } = { ...usualLimits, ...limits };
  const { log, clock } = deps.kith;
  let running = false;
  return async (_payload, { job, abortSignal }) => {
    if (running) return log.info('The morning email’s run of an earlier minute goes on, so no other begins');
    running = true;
    const enough = new AbortController();
    const timers = [setTimeout(() => enough.abort(), begins)];
    const hanging = new Promise<never>((_, reject) => {
      timers.push(setTimeout(() => reject(new Error('The morning email’s run has not ended in time')), ends));
    }).catch((error) => {
      enough.abort();
      log.error({ job: job.id }, 'The morning email’s run hangs, and is given up');
      throw error;
    });
    try {
      const everything = clock().getUTCMinutes() === 0;
      const signal = AbortSignal.any([abortSignal, enough.signal]);
      await Promise.race([sendMorningEmails(deps, { job: job.id, everything, signal }), hanging]);
    } finally {
      for (const timer of timers) clearTimeout(timer);
      running = false;
    }
  };
}
