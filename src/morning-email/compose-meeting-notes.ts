import { contactPath } from '../contact-path';
import { about } from '../mail/about';
import { composeMail, type MailLocals } from '../mail/compose';
import type { Message } from '../mail/message';
import type { MailAtHead } from './mail-at-head';

/** Where a mail goes, and what its links begin with. */
export type Addressed = { to: string; messageId: string; baseUrl: string; accountId: number };

/** The morning mail: who it is about, how to reach them, when you last spoke, when you meet, and the notes. */
export function composeMeetingNotes(
  { account, contact, meeting, mail }: MailAtHead,
  { to, messageId, baseUrl, accountId }: Addressed,
): Message {
  const composed = composeMail('meeting-notes', meetingWords({ account, contact, meeting, mail }, baseUrl));
  return { to, messageId, ...about(accountId, [contact.contact]), ...composed };
}

/** What a mail says of one meeting. */
export function meetingWords(
  { account, contact, meeting, mail }: Pick<MailAtHead, 'account' | 'contact' | 'meeting' | 'mail'>,
  baseUrl: string,
): MailLocals['meeting-notes'] {
  return {
    contactName: mail.contact_name,
    contactMethods: contact.contact_methods,
    lastInteractedOn: contact.last_interacted_on,
    meetingOn: mail.meeting_on,
    meetingTime: meeting.meeting_time,
    notes: mail.meeting_notes,
    link: baseUrl + contactPath(mail.contact_name),
    settingsLink: `${baseUrl}/settings`,
    today: mail.meeting_on,
    locale: account.locale,
    dateFormat: account.date_format,
  };
}
