import { domainToASCII } from 'node:url';

export type EmailAddress = {
  /** As typed, trimmed and composed (NFC): where mail goes. */
  email: string;
  /** What makes two spellings the same account: lower case, with the domain in ASCII. */
  key: string;
};

/**
 * Reads an email address as a person types it; null if no mail could reach it.
 * Stricter than RFC 5321 where its freedom is of no use to people: no quoted local part, no comments, no
 * address literals. Characters that would split a header or a list of recipients can't get through.
 */
export function readEmailAddress(text: string): EmailAddress | null {
  if (text.length > longestTyped) return null;
  const email = text.normalize('NFC').trim();
  const [local = '', domain = '', ...more] = email.split('@');
  const ascii = domainToASCII(domain);
  if (more.length > 0 || email.length > 254 || !localPart.test(local) || !isDomain(ascii)) return null;
  return { email, key: `${local.toLowerCase()}@${ascii}` };
}

/** In UTF-16 units, before composing, whose time grows by the square of a text's combining marks. */
const longestTyped = 1_000;

/** Atoms joined by single dots (RFC 5322's dot-atom), with the letters of all scripts (RFC 6531). */
const localPart =
  /^(?=.{1,64}$)[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;

function isDomain(ascii: string): boolean {
  return ascii.length <= 253 && ascii.split('.').every((label) => domainLabel.test(label));
}

const domainLabel = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
