import { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { Clock } from '../base/clock';
import type { Delivery } from './delivery';
import { type Message, toNodemailer } from './message';
import { outcomeOf, type SmtpTrouble } from './outcome';

/** Delivers over a few connections that are kept open. */
export function smtpDelivery(smtpUrl: string, mailFrom: string, clock: Clock): Delivery {
  const transport = createTransport({ ...settings, url: smtpUrl, pool: true });
  transport.use('stream', (mail, done) => {
    (mail.data as { lateContent?: (composed: Composed) => void }).lateContent?.(mail.message);
    done();
  });

  async function deliver(message: Message, onHandOver: () => Promise<void>) {
    const content = new LateContent(onHandOver);
    const lateContent = (composed: Composed) => content.standInFor(composed);
    const options = { ...toNodemailer(message, mailFrom, clock()), lateContent };
    const error = await transport.sendMail(options).then(
      () => null,
      (trouble: SmtpTrouble) => trouble,
    );
    const { left } = content;
    await content.handedOver;
    if (!error) return { outcome: { kind: 'sent' as const } };
    if (error instanceof TypeError) throw error;
    return { outcome: outcomeOf(error, left), trouble: error.code ?? error.name };
  }

  return { deliver, close: () => transport.close() };
}

const settings = {
  maxConnections: 5,
  maxRequeues: 2,
  dnsTimeout: 10_000,
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 60_000,
  disableFileAccess: true,
  disableUrlAccess: true,
};

type Composed = { createReadStream(): Readable };

/**
 * Stands in for a composed mail's content, and announces the hand-over when the first of it is asked for:
 * Nodemailer pipes the stream into the line only after the server's 354, and a generator doesn't run before
 * that. Should Nodemailer start over on another connection because none of the content had left, the hand-over
 * is not announced again.
 */
class LateContent {
  /** Settles as `onHandOver` does, once that was called. */
  handedOver: Promise<void> | undefined;
  private stream: Readable | undefined;

  constructor(private readonly onHandOver: () => Promise<void>) {}

  /** Whether any of the content was given to the line. */
  get left(): boolean {
    return this.stream?.readableDidRead ?? false;
  }

  standInFor(composed: Composed): void {
    const createReadStream = composed.createReadStream.bind(composed);
    composed.createReadStream = () => {
      this.stream = Readable.from(this.content(createReadStream), { objectMode: false });
      return this.stream;
    };
  }

  private async *content(createReadStream: () => Readable) {
    this.handedOver ??= this.onHandOver();
    await this.handedOver;
    yield* createReadStream();
  }
}
