import { createHash } from 'node:crypto';

/** The header by which mails are found again, once whom they are about is to be forgotten. */
export const aboutHeader = 'X-Kith-About';

/** Whom a mail is about, as the header says it: digests, which tell nothing. `contacts`: subjects of the account. */
export function about(accountId: number, contacts: readonly number[]): Record<string, string> {
  return { [aboutHeader]: contacts.map((contact) => aboutDigest(accountId, contact)).join(' ') };
}

/** The same of a mail about the account itself: its address or password. It may have gone to another address. */
export function aboutAccount(accountId: number): Record<string, string> {
  return about(accountId, [noContact]);
}

/** Stands for the account itself: positions begin with 1. */
export const noContact = 0;

export function aboutDigest(accountId: number, contact: number): string {
  const digest = createHash('sha256').update(JSON.stringify(['about', accountId, contact]));
  return digest.digest('hex').slice(0, 32);
}
