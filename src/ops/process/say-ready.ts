import type { Config } from '../../base/config';
import { outboxAddress } from '../../mail/outbox-access';

/** Prints the address of a Kith that serves requests and, if it shows its emails itself, the one that opens them. */
export function sayReady(config: Config): void {
  const emails = outboxAddress(config);
  console.log([`Kith is ready: ${config.baseUrl}`, ...(emails ? [`Emails: ${emails}`] : [])].join('\n'));
}
