import { contactPath } from '../contact-path';
import { about } from '../mail/about';
import { composeMail } from '../mail/compose';
import type { Message } from '../mail/message';
import type { MailAtHead } from './mail-at-head';

/** The morning mail: who it is about, how to reach them, when you last spoke, when you meet, and the notes. */
export function composeMeetingNotes(
  { account, contact, meeting, mail }: MailAtHead,
  {
    to,
    messageId,
    baseUrl,
    accountId,
  }: { to: string; messageId: string; baseUrl: string; accountId: number },
): Message {
  const composed = composeMail('meeting-notes', {
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
  });
  return { to, messageId, headers: about(accountId, [contact.contact]), ...composed };
}
