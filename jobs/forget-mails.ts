import type { Task } from 'graphile-worker';
import type { Config } from '../src/config';
import { type ForgetMails, forgetMails } from '../src/forgetting/mails';
import { outboxFolder } from '../src/mail/outbox-delivery';

/** Deletes mails in the outbox folder of this machine that are about somebody forgotten. */
export function forgetMailsJob({ config }: { config: Pick<Config, 'dataDir'> }): Task {
  return async (payload) => {
    await forgetMails(outboxFolder(config.dataDir), payload as ForgetMails);
  };
}
