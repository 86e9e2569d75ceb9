import { createHash } from 'node:crypto';

/**
 * The Message-ID of the mail about one contact's meeting on one day: the same however often it is computed, so
 * that a mail handed over twice is known as one, and a digest, so that it tells nothing.
 *
 * @param subject the contact's position
 * @param date the meeting's day, YYYY-MM-DD
 * @param host the host of BASE_URL
 */
export function messageId(accountId: number | string, subject: number, date: string, host: string): string {
  const digest = createHash('sha256').update(JSON.stringify([String(accountId), subject, date]));
  return `<${digest.digest('hex').slice(0, 32)}@${mailHost(host)}>`;
}

/** What may stand behind the @ of a Message-ID: a host name without port or brackets. */
export function mailHost(host: string): string {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name) ? name : 'localhost';
}
