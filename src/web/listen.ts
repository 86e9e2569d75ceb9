import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { atPort, type Config } from '../base/config';
import { codeOf, StartFailure } from '../base/failure';

/** How long requests in flight may take once we are asked to stop. */
const GRACE_MS = 10_000;

/**
 * Listens, and serves what `createListener` makes of the settings with the real port in them.
 * `close` takes no more requests, finishes those in flight and closes the connections.
 * Throws a StartFailure where the port can't be had.
 */
export async function listen(config: Config, createListener: (config: Config) => RequestListener) {
  const server = createServer();
  server.listen(config.port, config.listenHost);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw cannotListen(config.port, error);
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
      // A connection whose answer had begun stays open for the next request.
      server.closeIdleConnections();
      // Browsers open connections ahead of need; Node doesn't count those as idle.
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

function cannotListen(port: number, cause: unknown): StartFailure {
  const code = codeOf(cause);
  const why =
    code === 'EADDRINUSE'
      ? 'is taken by another program'
      : code === 'EACCES'
        ? 'is not allowed to this user'
        : `cannot be used (${code})`;
  return new StartFailure(
    `Port ${port} ${why}. Set PORT to another one, like PORT=${port === 3000 ? 3001 : 3000}.`,
    { cause },
  );
}
