import { hash, verify } from '@node-rs/argon2';
import { isEasilyGuessed } from './easily-guessed';

/** OWASP's parameters for Argon2id: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * What is wrong with a new password, as a sentence for the person; null if nothing.
 * NIST SP 800-63B: length counts, in characters, and that it is not what guessers try first; rules of composition
 * don't help.
 */
export function passwordFault(password: string, email: string): string | null {
  if (password.length > longestTyped) return tooLong;
  const composed = password.normalize('NFC');
  const length = [...composed].length;
  if (length === 0) return 'Please choose a password.';
  if (length < 10) return 'Please use at least 10 characters. A few words make a good password.';
  if (length > 200) return tooLong;
  if (composed.toLowerCase() === email.toLowerCase()) return 'Please choose something other than your email.';
  if (isEasilyGuessed(composed, email))
    return 'Please choose something that is harder to guess. Three or four words of your own make a good password.';
  return null;
}

const tooLong = 'Please use at most 200 characters.';
/** In UTF-16 units, before composing, whose time grows by the square of a text's combining marks. */
const longestTyped = 2_000;

/** Hashes with Argon2id, salted, as a PHC string. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), cost);
}

/**
 * Whether `password` is the one behind `passwordHash`. Without a hash (no such account) it answers false
 * after the same work, so that time doesn't tell; far too long a one is nobody's.
 */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  if (password.length > longestTyped) return verifyPassword(undefined, '');
  const matches = await verify(passwordHash ?? nobodys, password.normalize('NFC'));
  return matches && passwordHash !== undefined;
}

/** Of 32 random bytes that nobody kept; with the same cost as the others. */
const nobodys =
  '$argon2id$v=19$m=19456,t=2,p=1$dq0jDrI5MmIQsW1Om7Y8Zw$RIG6+hoAYC9OC1iT3PdfGnhNzUPxNsr54o1yZb5L2sQ';
