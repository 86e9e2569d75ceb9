import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export type Delivery = { id: string; timestamp: number; signed: boolean; type: string; data: Data };
type Data = { account: number; position: number; subject: number | null; payload: unknown };

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

const key = Buffer.from('an outside service has a key');

/** Starts a service on loopback that receives webhooks, and checks signatures independently of Kith's code. */
export async function startReceiver() {
  const receiver = {
    url: '',
    /** The value that an operator sets as FORWARD_SECRET. */
    secret: `whsec_${key.toString('base64')}`,
    deliveries: [] as Delivery[],
    /** The status of its answers. 0: it never answers. */
    status: 204,
    /** The status for one delivery. Undefined: `status`. */
    statusFor: (_: Data): number | undefined => undefined,
    positionsOf: (account: number) =>
      receiver.deliveries.filter(({ data }) => data.account === account).map(({ data }) => data.position),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { type, data } = JSON.parse(body);
    receiver.deliveries.push({ ...verified(request.headers, body), type, data });
    const status = receiver.statusFor(data) ?? receiver.status;
    if (status === 0) return;
    response.writeHead(status, status === 307 ? { location: `${receiver.url}/elsewhere` } : {}).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
  return receiver;
}

function verified(headers: IncomingHttpHeaders, body: string) {
  const id = String(headers['webhook-id']);
  const timestamp = Number(headers['webhook-timestamp']);
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { id, timestamp, signed: headers['webhook-signature'] === `v1,${signature}` };
}
