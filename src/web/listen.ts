import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { atPort, type Config } from '../base/config';
import { codeOf, StartFailure } from '../base/failure';

/** How long requests in flight may take after `close` is called, in milliseconds. */
const GRACE_MS = 10_000;

/**
 * Starts listening, and handles requests with what `createListener` returns for the config with the actual port.
 * Returns that config, and `close`, which stops accepting requests, finishes those in flight, and closes all
 * connections. Throws a StartFailure if the address or port isn't available.
 */
export async function listen(config: Config, createListener: (config: Config) => RequestListener) {
  const server = createServer();
  server.listen(config.port, config.listenHost);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw cannotListen(config, error);
  }
  const actual = atPort(config, (server.address() as AddressInfo).port);
  server.on('request', createListener(actual));

  const unanswered = new Set<ServerResponse>();
  let closing = false;
  server.prependListener('request', (_request, response: ServerResponse) => {
    unanswered.add(response);
    response.once('close', () => unanswered.delete(response));
    if (closing) endsConnection(response);
  });
  const unused = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('data', () => unused.delete(socket));
    socket.once('close', () => unused.delete(socket));
  });
  const close = async () => {
    closing = true;
    for (const response of unanswered) endsConnection(response);
    const closed = once(server, 'close');
    server.close();
    const idle = setInterval(() => {
      // A connection stays open for the next request if its response had begun before closing.
      server.closeIdleConnections();
      // Browsers open connections in advance, which Node doesn't count as idle.
      for (const socket of unused) socket.destroy();
    }, 50);
    const end = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    await closed;
    clearInterval(idle);
    clearTimeout(end);
  };
  return { config: actual, close };
}

function endsConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}

function cannotListen({ port, listenHost }: Config, cause: unknown): StartFailure {
  const code = codeOf(cause);
  if (code === 'EADDRNOTAVAIL' && listenHost !== undefined)
    return new StartFailure(
      `This machine doesn’t have the address ${listenHost}. Set LISTEN_HOST to one of its addresses, or to 0.0.0.0 or :: for all of them.`,
      { cause },
    );
  const why =
    code === 'EADDRINUSE'
      ? 'is already in use'
      : code === 'EACCES'
        ? 'can’t be used by this user'
        : `can’t be used (${code})`;
  return new StartFailure(
    `Port ${port} ${why}. Set PORT to another port, for example PORT=${port === 3000 ? 3001 : 3000}.`,
    { cause },
  );
}
