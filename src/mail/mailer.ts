import { type Clock, systemClock } from '../base/clock';
import type { Log } from '../base/log';
import { isAddress, type Message } from './message';
import { outboxDelivery } from './outbox-delivery';
import type { Outcome } from './outcome';
import { smtpDelivery } from './smtp-delivery';

export type { Message } from './message';
export type { Outcome } from './outcome';

/** Called once, immediately before the email's content is sent. If it rejects, no content is sent. */
export type HandOver = { onHandOver?: () => Promise<void> };

export type Mailer = {
  /** Resolves with the outcome of the delivery. Rejects only with what `onHandOver` threw, or on a bug in Kith. */
  send(message: Message, handOver?: HandOver): Promise<Outcome>;
  /** Waits for deliveries in progress. Emails still queued resolve as `unreachable`. */
  close(): Promise<void>;
};

export type MailerSettings = {
  smtpUrl: string | undefined;
  mailFrom: string;
  dataDir: string;
  log: Log;
  clock?: Clock;
  /** Whether an email goes to the outbox folder even though there is an `smtpUrl`. */
  outboxOnly?: (message: Message) => Promise<boolean>;
};

/** Creates a mailer that sends by SMTP or, without `smtpUrl`, to the outbox folder. Logs no personal data. */
export function createMailer({ smtpUrl, log, outboxOnly, ...settings }: MailerSettings): Mailer {
  const clock = settings.clock ?? systemClock;
  const outbox = outboxDelivery(settings.dataDir, settings.mailFrom, clock);
  const delivery = smtpUrl ? smtpDelivery(smtpUrl, settings.mailFrom, clock) : outbox;

  const inProgress = new Set<Promise<unknown>>();

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
      const done = () => inProgress.delete(sending);
      inProgress.add(sending);
      sending.then(done, done);
      return sending;
    },
    async close() {
      delivery.close();
      outbox.close();
      await Promise.allSettled(inProgress);
    },
  };
}
