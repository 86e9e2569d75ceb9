import { domainToASCII } from 'node:url';

export type EmailAddress = {
  /** As typed, trimmed and in Unicode NFC. Email is sent to this. */
  email: string;
  /** Identifies the account regardless of spelling: lowercase, with the domain in ASCII. */
  key: string;
};

/**
 * Parses an email address as a person types it. Returns null if it isn't valid.
 * Stricter than RFC 5321: no quoted local parts, comments, or address literals, which people don't use. Characters that
 * could split a header or a list of recipients are rejected.
 */
export function readEmailAddress(text: string): EmailAddress | null {
  if (text.length > longestTyped) return null;
  const email = text.normalize('NFC').trim();
  const [local = '', domain = '', ...more] = email.split('@');
  const ascii = domainToASCII(domain);
  if (more.length > 0 || email.length > 254 || !localPart.test(local) || !isDomain(ascii)) return null;
  return { email, key: `${local.toLowerCase()}@${ascii}` };
}

/**
 * The longest text that is parsed, in UTF-16 code units: Unicode normalization takes time quadratic in the number of
 * combining marks.
 */
const longestTyped = 1_000;

/** Atoms joined by single dots (RFC 5322's dot-atom), with letters of any script (RFC 6531). */
const localPart =
  /^(?=.{1,64}$)[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;

function isDomain(ascii: string): boolean {
  return ascii.length <= 253 && ascii.split('.').every((label) => domainLabel.test(label));
}

const domainLabel = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
