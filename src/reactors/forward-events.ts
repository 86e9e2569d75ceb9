import type { Reaction } from '../engine/reacting/define-reactor';
import type { ReactorDeps } from './reactor-deps';
import { postWebhook } from './standard-webhook';

/**
 * Posts each event, upcast to its newest version, to the service that the operator configured (FORWARD_URL). Throws
 * NotReceived.
 */
export function forwardEvents({ config, clock }: ReactorDeps) {
  const { url, secret } = config.forward!;
  return ({ event, key }: Reaction): Promise<void> => {
    const { type, accountId: account, position, subject, payload, createdAt, masked } = event;
    const body = JSON.stringify({
      type,
      timestamp: createdAt,
      data: { account, position, subject, payload, ...(masked && { masked }) },
    });
    return postWebhook({ url, secret, id: `event_${key}`, body, now: clock() });
  };
}
