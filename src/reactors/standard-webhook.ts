import { createHmac } from 'node:crypto';

export type Webhook = {
  url: string;
  secret: Buffer;
  /** The same for every attempt, so that the receiver can tell a repetition. */
  id: string;
  /** JSON. */
  body: string;
  now: Date;
};

/** How long the receiver may take, in milliseconds. */
const patience = 10_000;

/**
 * Posts a body, signed as the Standard Webhooks specification has it (standardwebhooks.com). Any 2xx is a success; a
 * redirect is not followed, because the signature was meant for this address. Throws NotReceived.
 */
export async function postWebhook({ url, secret, id, body, now }: Webhook): Promise<void> {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Kith',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${sign(secret, `${id}.${timestamp}.${body}`)}`,
  };
  const signal = AbortSignal.timeout(patience);
  const request = { method: 'POST', headers, body, redirect: 'manual', signal } as const;
  const response = await fetch(url, request).catch((error) => {
    throw new NotReceived(`no answer (${reasonOf(error)})`, { cause: error });
  });
  // What it says is of no interest, and may be endless.
  await response.body?.cancel().catch(() => undefined);
  if (!response.ok) throw new NotReceived(`the answer was ${response.status}`);
}

/** The receiver did not take it. Says why, and nothing of what was sent or where to. */
export class NotReceived extends Error {
  override name = 'NotReceived';
}

function sign(secret: Buffer, content: string): string {
  return createHmac('sha256', secret).update(content).digest('base64');
}

function reasonOf(error: Error & { cause?: { code?: unknown } }): string {
  return typeof error.cause?.code === 'string' ? error.cause.code : error.name;
}
