import { createHash, timingSafeEqual } from 'node:crypto';
import type { Config } from '../base/config';
import { derivedKey } from '../base/derived-key';
import { isLoopbackUrl } from '../base/network-settings';

/**
 * Where emails go: `shown` at /outbox, or only `kept` in the outbox folder, since other machines may reach this Kith;
 * undefined if a mail server gets them.
 */
export function outboxOf({ smtpUrl, baseUrl }: Config): 'shown' | 'kept' | undefined {
  if (smtpUrl !== undefined) return undefined;
  return isLoopbackUrl(baseUrl) ? 'shown' : 'kept';
}

/** Returns the address that opens the outbox, with its key; undefined if the outbox isn't shown. For the terminal only. */
export function outboxAddress(config: Config): string | undefined {
  return outboxOf(config) === 'shown' ? `${config.baseUrl}/outbox?key=${outboxKey(config)}` : undefined;
}

/** Returns whether this is the outbox's key. The time that this takes doesn't reveal how much of it is right. */
export function isOutboxKey(config: Config, typed: string): boolean {
  return timingSafeEqual(digest(typed), digest(outboxKey(config)));
}

/** 256 bits. The same after a restart, so that browsers that opened the outbox can open it again. */
function outboxKey(config: Config): string {
  return derivedKey(config, 'outbox').toString('base64url');
}

/** Makes texts of any length comparable. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
