import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

export type SilentProxy = {
  /** The database's address, through the proxy. */
  url: string;
  /** Silences all existing connections in both directions, without closing them. New ones work. */
  failOver(): void;
  /** While true, new connections are silent, too. */
  silent: boolean;
  close(): Promise<void>;
};

/** Starts a proxy between a process and its database that can let connections die silently. */
export async function silentProxy(database: string, port = 0): Promise<SilentProxy> {
  const to = new URL(database);
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(to.port), to.hostname);
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.on('error', () => undefined);
      from.on('data', (data) => into.write(data));
      from.on('close', () => {
        open.delete(from);
        into.destroy();
      });
    }
    if (proxy.silent) quieten(near, far);
  });
  const quieten = (...sockets: Socket[]) => {
    for (const socket of sockets) {
      // Keeps reading, as the peer's operating system would, and discards the data.
      socket.removeAllListeners('data');
      socket.removeAllListeners('close');
      socket.on('data', () => undefined);
      socket.on('close', () => open.delete(socket));
    }
  };
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  const url = new URL(database);
  url.port = String((server.address() as AddressInfo).port);
  const proxy: SilentProxy = {
    url: url.href,
    failOver: () => quieten(...open),
    silent: false,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
  return proxy;
}
