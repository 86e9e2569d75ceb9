import { createHash } from 'node:crypto';
import type { Message } from './message';

type About = Required<Pick<Message, 'accountId' | 'headers'>>;

/** The header by which mails are found again, once whom they are about is to be forgotten. */
export const aboutHeader = 'X-Kith-About';

/**
 * What a message has of the account that it is an affair of, and of whom it is about: the header says that by digests,
 * which tell nothing. `contacts`: subjects of the account.
 */
export function about(accountId: number, contacts: readonly number[]): About {
  const digests = contacts.map((contact) => aboutDigest(accountId, contact));
  return { accountId, headers: { [aboutHeader]: digests.join(' ') } };
}

/** The same of a mail about the account itself: its address or password. It may have gone to another address. */
export function aboutAccount(accountId: number): About {
  return about(accountId, [noContact]);
}

/** Stands for the account itself: positions begin with 1. */
export const noContact = 0;

export function aboutDigest(accountId: number, contact: number): string {
  const digest = createHash('sha256').update(JSON.stringify(['about', accountId, contact]));
  return digest.digest('hex').slice(0, 32);
}
