import type { Task } from 'graphile-worker';
import type { Config } from '../src/base/config';
import { outboxFolder } from '../src/mail/outbox-delivery';
import { type ForgetMails, forgetMails } from '../src/privacy/mails';

/** Deletes emails about a forgotten contact or closed account from this machine's outbox folder. */
export function forgetMailsJob({ config }: { config: Pick<Config, 'dataDir'> }): Task {
  return async (payload) => {
    await forgetMails(outboxFolder(config.dataDir), payload as ForgetMails);
  };
}
