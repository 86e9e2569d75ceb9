import { type Clock, systemClock } from '../base/clock';
import type { Log } from '../base/log';
import { isAddress, type Message } from './message';
import { outboxDelivery } from './outbox-delivery';
import type { Outcome } from './outcome';
import { smtpDelivery } from './smtp-delivery';

export type { Message } from './message';
export type { Outcome } from './outcome';

/** Called once, at the last moment before the mail's content leaves. If it rejects, no content leaves. */
export type HandOver = { onHandOver?: () => Promise<void> };

export type Mailer = {
  /** Resolves with what became of the mail; rejects only with what `onHandOver` threw, or a fault of ours. */
  send(message: Message, handOver?: HandOver): Promise<Outcome>;
  /** Waits for the mails under way; those still queued are `unreachable`. */
  close(): Promise<void>;
};

export type MailerSettings = {
  smtpUrl: string | undefined;
  mailFrom: string;
  dataDir: string;
  log: Log;
  clock?: Clock;
  /** Which mails go to the outbox folder all the same. */
  outboxOnly?: (message: Message) => Promise<boolean>;
};

/** Sends by SMTP, or, where there is no `smtpUrl`, into the outbox folder. Logs nothing personal. */
export function createMailer({ smtpUrl, log, outboxOnly, ...settings }: MailerSettings): Mailer {
  const clock = settings.clock ?? systemClock;
  const outbox = outboxDelivery(settings.dataDir, settings.mailFrom, clock);
  const delivery = smtpUrl ? smtpDelivery(smtpUrl, settings.mailFrom, clock) : outbox;

  const underWay = new Set<Promise<unknown>>();

  async function send(message: Message, { onHandOver = async () => {} }: HandOver = {}): Promise<Outcome> {
    if (!isAddress(message.to)) return { kind: 'refused', permanent: true, code: 553 };
    const began = performance.now();
    const stays = delivery !== outbox && (await outboxOnly?.(message));
    const { outcome, trouble } = await (stays ? outbox : delivery).deliver(message, onHandOver);
    const level = outcome.kind === 'sent' ? 'info' : 'warn';
    log[level]({ outcome, trouble, ms: Math.round(performance.now() - began) }, 'mail');
    return outcome;
  }

  return {
    send(message, handOver) {
      const sending = send(message, handOver);
      const done = () => underWay.delete(sending);
      underWay.add(sending);
      sending.then(done, done);
      return sending;
    },
    async close() {
      delivery.close();
      outbox.close();
      await Promise.allSettled(underWay);
    },
  };
}
