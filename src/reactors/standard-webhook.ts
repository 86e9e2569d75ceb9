import { createHmac } from 'node:crypto';

export type Webhook = {
  url: string;
  secret: Buffer;
  /** The same for every attempt, so that the receiver can deduplicate. */
  id: string;
  /** JSON. */
  body: string;
  now: Date;
};

/** How long to wait for the receiver, in milliseconds. */
const timeout = 10_000;

/**
 * Posts a body, signed according to the Standard Webhooks specification (standardwebhooks.com). Any 2xx is a success. A
 * redirect is not followed, because the signed body is meant for this address only. Throws NotReceived.
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
  const signal = AbortSignal.timeout(timeout);
  const request = { method: 'POST', headers, body, redirect: 'manual', signal } as const;
  const response = await fetch(url, request).catch((error) => {
    throw new NotReceived(`no answer (${reasonOf(error)})`, { cause: error });
  });
  // The response body isn't used, and may be endless.
  await response.body?.cancel().catch(() => undefined);
  if (!response.ok) throw new NotReceived(`the answer was ${response.status}`);
}

/** The receiver did not accept the webhook. Says why, but not what was sent or where. */
export class NotReceived extends Error {
  override name = 'NotReceived';
}

function sign(secret: Buffer, content: string): string {
  return createHmac('sha256', secret).update(content).digest('base64');
}

function reasonOf(error: Error & { cause?: { code?: unknown } }): string {
  return typeof error.cause?.code === 'string' ? error.cause.code : error.name;
}
