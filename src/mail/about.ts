import { createHash } from 'node:crypto';
import type { Message } from './message';

type About = Required<Pick<Message, 'accountId' | 'headers'>>;

/** The header by which emails are found when the contact they are about is to be forgotten. */
export const aboutHeader = 'X-Kith-About';

/**
 * Returns the message fields that say which account and contacts an email concerns. The header names the contacts by
 * digest only, so it reveals nothing. `contacts`: subjects of the account.
 */
export function about(accountId: number, contacts: readonly number[]): About {
  const digests = contacts.map((contact) => aboutDigest(accountId, contact));
  return { accountId, headers: { [aboutHeader]: digests.join(' ') } };
}

/** The same for an email about the account itself: its address or password. It may go to another address. */
export function aboutAccount(accountId: number): About {
  return about(accountId, [noContact]);
}

/** Means the account itself. Safe because positions begin with 1. */
export const noContact = 0;

export function aboutDigest(accountId: number, contact: number): string {
  const digest = createHash('sha256').update(JSON.stringify(['about', accountId, contact]));
  return digest.digest('hex').slice(0, 32);
}
