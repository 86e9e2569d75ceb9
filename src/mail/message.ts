import type { SendMailOptions } from 'nodemailer';

export type Message = {
  /** One bare address. */
  to: string;
  subject: string;
  text: string;
  html: string;
  /** With its angle brackets. */
  messageId: string;
  /** Whose affair it is, whatever address it goes to; missing where nobody has an account yet. */
  accountId?: number;
  headers?: Record<string, string>;
};

/**
 * The message as Nodemailer takes it. Names that people chose end up in headers here, so whatever could end a
 * line is replaced. Throws a TypeError for a Message-ID or header name that is none: that is ours to mend.
 */
export function toNodemailer({ to, messageId, headers = {}, ...message }: Message, from: string, date: Date) {
  if (!/^<[^<>\s@]+@[^<>\s@]+>$/.test(messageId)) throw new TypeError('Not a Message-ID.');
  const names = Object.keys(headers);
  if (!names.every((name) => /^[A-Za-z][A-Za-z0-9-]*$/.test(name))) throw new TypeError('Not a header name.');
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

/** Whether `address` is one plain address, and not a list, a name with an address, or a broken line. */
export function isAddress(address: string): boolean {
  return /^[^\s@<>()[\]\\,;:"\p{Cc}\p{Cs}]+@[^\s@<>()[\]\\,;:"\p{Cc}\p{Cs}]+$/u.test(address);
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
