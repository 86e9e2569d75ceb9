import { createHash } from 'node:crypto';

/** What a morning email is about: a contact's meeting on a day, or that a contact's day to be in touch has come. */
export type MailAbout = { contact: number; meeting: number | null; day: string };

/**
 * The Message-ID of the email about one contact's meeting on one day: the same however often it is computed, so
 * that an email handed over twice is known as one, and a digest, so that it tells nothing.
 *
 * @param subject the contact's position
 * @param date the meeting's day, YYYY-MM-DD
 * @param host the host of BASE_URL
 */
export function messageId(accountId: number | string, subject: number, date: string, host: string): string {
  return digestAt(host, [String(accountId), subject, date]);
}

/** The same of an email about several things, or about none of whom a meeting is planned with. */
export function morningMessageId(accountId: number, abouts: readonly MailAbout[], host: string): string {
  const [first] = abouts;
  if (first && abouts.length === 1 && first.meeting !== null)
    return messageId(accountId, first.contact, first.day, host);
  const told = abouts.map(({ contact, meeting, day }) => [contact, meeting === null, day]);
  return digestAt(host, [String(accountId), told]);
}

function digestAt(host: string, told: unknown[]): string {
  const digest = createHash('sha256').update(JSON.stringify(told));
  return `<${digest.digest('hex').slice(0, 32)}@${mailHost(host)}>`;
}

/** What may stand behind the @ of a Message-ID: a host name without port or brackets. */
function mailHost(host: string): string {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name) ? name : 'localhost';
}
