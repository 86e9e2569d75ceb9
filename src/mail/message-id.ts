import { createHash } from 'node:crypto';

/**
 * One thing that a morning email is about: a contact's meeting on a day, or (`meeting` is null) a reminder to get in
 * touch with the contact, due on that day.
 */
export type MailAbout = { contact: number; meeting: number | null; day: string };

/**
 * Returns the Message-ID of the email about one contact's meeting on one day. It is deterministic, so that mail
 * programs can tell that an email delivered twice is the same one, and a digest, so that it reveals nothing.
 *
 * @param subject the contact's position
 * @param date the meeting's day, YYYY-MM-DD
 * @param host the host of BASE_URL
 */
export function messageId(accountId: number | string, subject: number, date: string, host: string): string {
  return digestAt(host, [String(accountId), subject, date]);
}

/** The same for an email about several things, or about reminders only. */
export function morningMessageId(accountId: number, abouts: readonly MailAbout[], host: string): string {
  const [first] = abouts;
  if (first && abouts.length === 1 && first.meeting !== null)
    return messageId(accountId, first.contact, first.day, host);
  const digested = abouts.map(({ contact, meeting, day }) => [contact, meeting === null, day]);
  return digestAt(host, [String(accountId), digested]);
}

function digestAt(host: string, values: unknown[]): string {
  const digest = createHash('sha256').update(JSON.stringify(values));
  return `<${digest.digest('hex').slice(0, 32)}@${mailHost(host)}>`;
}

/** Returns what may follow the @ of a Message-ID: a host name without port or brackets. */
function mailHost(host: string): string {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name) ? name : 'localhost';
}
