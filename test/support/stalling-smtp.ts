import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** `data`: never answers DATA. `content`: receives the whole email, and never answers it. */
export type StallsAt = 'data' | 'content';

/** Starts an SMTP server that stops answering in the middle of an email. `reached` resolves at that moment. */
export async function startStallingSmtp(stallsAt: StallsAt) {
  const lines = new Set<Socket>();
  let reach = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const server = createServer((line) => {
    lines.add(line);
    line.on('error', () => undefined);
    line.write('220 stalling.example ESMTP\r\n');
    let received = '';
    let inContent = false;
    line.on('data', (chunk) => {
      received += chunk.toString();
      if (inContent) return received.endsWith('\r\n.\r\n') && reach();
      if (!received.endsWith('\r\n')) return;
      const isData = /^DATA\r\n$/im.test(received);
      received = '';
      if (isData && stallsAt === 'data') return reach();
      inContent = isData;
      line.write(isData ? '354 go on\r\n' : '250 fine\r\n');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reached,
    async stop() {
      for (const line of lines) line.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
