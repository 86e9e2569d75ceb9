import { hash, verify } from '@node-rs/argon2';
import { isEasilyGuessed } from './easily-guessed';

/** OWASP's parameters for Argon2id: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Returns what is wrong with a new password, as a sentence for the person; null if nothing is.
 * NIST SP 800-63B: what matters is the length in characters, and that it isn't easily guessed; composition rules don't
 * help.
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
    return 'Please choose something harder to guess. Three or four random words make a good password.';
  return null;
}

const tooLong = 'Please use at most 200 characters.';
/** In UTF-16 code units, before normalization, which takes time quadratic in the number of combining marks. */
const longestTyped = 2_000;

/** Hashes with Argon2id, salted, as a PHC string. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), cost);
}

/**
 * Returns whether `password` matches `passwordHash`. Without a hash (no such account) it returns false after the same
 * amount of work, so that the response time doesn't reveal it. Passwords that are far too long never match.
 */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  if (password.length > longestTyped) return verifyPassword(undefined, '');
  const matches = await verify(passwordHash ?? dummyHash, password.normalize('NFC'));
  return matches && passwordHash !== undefined;
}

/** The hash of 32 random bytes that were discarded, with the same cost as the others. */
const dummyHash =
  '$argon2id$v=19$m=19456,t=2,p=1$dq0jDrI5MmIQsW1Om7Y8Zw$RIG6+hoAYC9OC1iT3PdfGnhNzUPxNsr54o1yZb5L2sQ';
