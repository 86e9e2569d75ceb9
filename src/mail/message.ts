import type { SendMailOptions } from 'nodemailer';

export type Message = {
  /** One bare address. */
  to: string;
  subject: string;
  text: string;
  html: string;
  /** With its angle brackets. */
  messageId: string;
  /** The account that the email concerns, whatever address it goes to. Missing if there is no account yet. */
  accountId?: number;
  headers?: Record<string, string>;
};

/**
 * Converts the message to Nodemailer's options. Headers contain names that people chose, so characters that could end
 * a line are replaced. Throws a TypeError for an invalid Message-ID or header name, which is a bug in Kith.
 */
export function toNodemailer({ to, messageId, headers = {}, ...message }: Message, from: string, date: Date) {
  if (!/^<[^<>\s@]+@[^<>\s@]+>$/.test(messageId)) throw new TypeError('Invalid Message-ID');
  const names = Object.keys(headers);
  if (!names.every((name) => /^[A-Za-z][A-Za-z0-9-]*$/.test(name)))
    throw new TypeError('Invalid header name');
  const own = names.map((name) => [name, oneLine(headers[name]!)]);
  return {
    from,
    to: { name: '', address: to },
    subject: oneLine(message.subject),
    text: message.text,
    html: message.html,
    messageId,
    date,
    headers: { 'Auto-Submitted': 'auto-generated', ...Object.fromEntries(own) },
  } satisfies SendMailOptions;
}

/** Returns whether `address` is a single plain address, not a list, a name with an address, or several lines. */
export function isAddress(address: string): boolean {
  return /^[^\s@<>()[\]\\,;:"\p{Cc}\p{Cs}]+@[^\s@<>()[\]\\,;:"\p{Cc}\p{Cs}]+$/u.test(address);
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
