import { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { Clock } from '../base/clock';
import type { Delivery } from './delivery';
import { type Message, toNodemailer } from './message';
import { outcomeOf, type SmtpTrouble } from './outcome';

/** Delivers over a small pool of connections. */
export function smtpDelivery(smtpUrl: string, mailFrom: string, clock: Clock): Delivery {
  const transport = createTransport({ ...settings, url: smtpUrl, pool: true });
  transport.use('stream', (mail, done) => {
    (mail.data as { lateContent?: (composed: Composed) => void }).lateContent?.(mail.message);
    done();
  });

  async function deliver(message: Message, onHandOver: () => Promise<void>) {
    const content = new LateContent(onHandOver);
    const lateContent = (composed: Composed) => content.replace(composed);
    const options = { ...toNodemailer(message, mailFrom, clock()), lateContent };
    const error = await transport.sendMail(options).then(
      () => null,
      (trouble: SmtpTrouble) => trouble,
    );
    const { wasSent } = content;
    await content.handedOver;
    if (!error) return { outcome: { kind: 'sent' as const } };
    if (error instanceof TypeError) throw error;
    return { outcome: outcomeOf(error, wasSent), trouble: error.code ?? error.name };
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
 * Replaces a composed email's content stream, and calls `onHandOver` when the first chunk is read: Nodemailer pipes the
 * stream into the connection only after the server's 354, and a generator doesn't run before that. If Nodemailer starts
 * over on another connection because no content had been sent, `onHandOver` is not called again.
 */
class LateContent {
  /** Settles as `onHandOver` does. Undefined until that is called. */
  handedOver: Promise<void> | undefined;
  private stream: Readable | undefined;

  constructor(private readonly onHandOver: () => Promise<void>) {}

  /** Whether any of the content was sent. */
  get wasSent(): boolean {
    return this.stream?.readableDidRead ?? false;
  }

  replace(composed: Composed): void {
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
