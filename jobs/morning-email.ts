import type { Task } from 'graphile-worker';
import { sendMorningEmails } from '../src/morning-email/send-morning-emails';
import type { MorningEmailDeps } from '../src/morning-email/settle-mail';

/**
 * Comes every minute. While a run goes on in this worker, no second one begins, so that slow mail servers never take
 * more than one of its places for jobs. At the full hour it also looks at days long over.
 */
export function morningEmail(deps: MorningEmailDeps): Task {
  let running = false;
  return async (_payload, { job, abortSignal }) => {
    if (running) return;
    running = true;
    try {
      const everything = deps.kith.clock().getUTCMinutes() === 0;
      await sendMorningEmails(deps, { job: job.id, everything, signal: abortSignal });
    } finally {
      running = false;
    }
  };
}
