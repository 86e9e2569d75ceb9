import { hkdfSync } from 'node:crypto';
import { type Config, sessionSecretOf } from './config';

/**
 * Returns a key of 32 bytes for one purpose, derived from the session secret (HKDF, RFC 5869). It reveals neither the
 * secret nor keys for other purposes.
 */
export function derivedKey(config: Config, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', sessionSecretOf(config), '', `kith ${purpose}`, 32));
}
