import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

export type ReceivedMail = { from: string; to: string[]; raw: string; parsed: Email };

/** How the server behaves. Can be changed while it runs. */
export type SmtpSwitches = {
  /** Addresses answered with 550. */
  refuse?: string[];
  /** Addresses answered with 451. */
  busyFor?: string[];
  /** Answers MAIL FROM with this code. */
  refuseSender?: number;
  /** Answers the content with this code. */
  refuseContent?: number;
  /** Accepts the content, then closes the connection without an answer. */
  dropAfterData?: boolean;
  /** Answers new connections with 421. */
  closed?: boolean;
  /** Refuses all passwords. Clients that send none are accepted. */
  refusePassword?: boolean;
  /** The delay before it answers a recipient, in milliseconds. */
  slow?: number;
  /** Awaited before it answers a recipient. */
  holds?: Promise<unknown>;
  /** Never answers these recipients. */
  silentTo?: string[];
  /** The delay before it answers the content, in milliseconds. */
  slowAfterData?: number;
};

export type TestSmtp = Awaited<ReturnType<typeof startSmtp>>;

/** Starts a real SMTP server on loopback that collects emails. `stop` and `start` keep the port. */
export async function startSmtp(switches: SmtpSwitches = {}) {
  const smtp = {
    switches,
    mails: [] as ReceivedMail[],
    /** Connections accepted so far. */
    connections: 0,
    /** The number of DATA commands, and of bytes of content received, answered or not. */
    dataCommands: 0,
    contentBytes: 0,
    port: 0,
    url: '',
    start,
    stop,
    dropLines,
  };
  let server: SMTPServer;

  function create(): SMTPServer {
    return new SMTPServer({
      disabledCommands: ['STARTTLS'],
      authOptional: true,
      allowInsecureAuth: true,
      closeTimeout: 1,
      onConnect(_session, answer) {
        smtp.connections++;
        answer(smtp.switches.closed ? refusal(421) : null);
      },
      onAuth({ username: user }, _session, answer) {
        answer(smtp.switches.refusePassword ? refusal(535) : null, { user });
      },
      onMailFrom(_address, _session, answer) {
        answer(smtp.switches.refuseSender ? refusal(smtp.switches.refuseSender) : null);
      },
      async onRcptTo({ address }, _session, answer) {
        if (smtp.switches.slow) await wait(smtp.switches.slow);
        await smtp.switches.holds;
        if (smtp.switches.silentTo?.includes(address)) return;
        if (smtp.switches.refuse?.includes(address)) return answer(refusal(550));
        answer(smtp.switches.busyFor?.includes(address) ? refusal(451) : null);
      },
      async onData(stream, session, answer) {
        smtp.dataCommands++;
        const raw = await contentOf(stream);
        if (raw === null) return;
        if (smtp.switches.dropAfterData) return dropLine(session.id);
        if (smtp.switches.refuseContent) return answer(refusal(smtp.switches.refuseContent));
        smtp.mails.push({ ...envelopeOf(session), raw, parsed: await PostalMime.parse(raw) });
        if (smtp.switches.slowAfterData) await wait(smtp.switches.slowAfterData);
        answer(null);
      },
    });
  }

  async function contentOf(stream: SMTPServerDataStream): Promise<string | null> {
    stream.on('data', (chunk: Buffer) => {
      smtp.contentBytes += chunk.length;
    });
    return (await buffer(stream).catch(() => null))?.toString('utf8') ?? null;
  }

  async function start(): Promise<void> {
    server = create();
    server.on('error', () => {});
    server.listen(smtp.port, '127.0.0.1');
    await once(server.server, 'listening');
    smtp.port = (server.server.address() as AddressInfo).port;
    smtp.url = `smtp://127.0.0.1:${smtp.port}`;
  }

  function stop(): Promise<void> {
    dropLines();
    return new Promise((resolve) => server.close(() => resolve()));
  }

  function dropLines(): void {
    for (const { id } of server.connections) dropLine(id);
  }

  function dropLine(id: string): void {
    for (const connection of server.connections) {
      if (connection.id === id) (connection as unknown as Line)._socket.destroy();
    }
  }

  await start();
  return smtp;
}

type Line = { _socket: { destroy(): void } };

function refusal(responseCode: number): Error {
  return Object.assign(new Error('No'), { responseCode });
}

function envelopeOf({ envelope }: SMTPServerSession) {
  const from = envelope.mailFrom ? envelope.mailFrom.address : '';
  return { from, to: envelope.rcptTo.map(({ address }) => address) };
}
