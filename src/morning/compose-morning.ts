import { contactPath } from '../domain/values/contact-path';
import { about } from '../mail/about';
import { composeMail, type MailLocals } from '../mail/compose';
import type { Message } from '../mail/message';
import type { MorningContent } from './morning-at-head';

/** The recipient and Message-ID of an email, and the base URL of its links. */
export type Addressed = { to: string; messageId: string; baseUrl: string; accountId: number };

/**
 * Composes the morning email: today's meetings, each with how to reach the contact, when you last spoke, and the notes;
 * then the people it's time to get in touch with. If there is only one meeting, the contact's name is the title.
 */
export function composeMorning(
  content: MorningContent,
  { to, messageId, baseUrl, accountId }: Addressed,
): Message {
  const { today, account, due } = content;
  const common = {
    settingsLink: `${baseUrl}/settings`,
    today,
    locale: account.locale,
    dateFormat: account.date_format,
  };
  const meetings = content.meetings
    .toSorted(byTime)
    .map((one) => ({ ...common, ...meetingWords(one, baseUrl) }));
  const [only] = meetings;
  const composed =
    only && meetings.length + due.length === 1
      ? composeMail('meeting-notes', only)
      : composeMail('morning', { ...common, meetings, due: due.map((one) => dueWords(one, baseUrl)) });
  const people = [...content.meetings.map(({ contact }) => contact), ...due].map(({ contact }) => contact);
  return { to, messageId, ...about(accountId, people), ...composed };
}

type Meeting = MorningContent['meetings'][number];

/** Sorts meetings without a time last. */
function byTime({ meeting: one }: Meeting, { meeting: other }: Meeting): number {
  return (one.meeting_time ?? '99').localeCompare(other.meeting_time ?? '99');
}

function meetingWords({ contact, meeting, email }: Meeting, baseUrl: string) {
  return {
    contactName: email.contact_name,
    contactMethods: contact.contact_methods,
    lastInteractedOn: contact.last_interacted_on,
    meetingOn: email.meeting_on,
    meetingTime: meeting.meeting_time,
    notes: email.meeting_notes,
    link: baseUrl + contactPath(email.contact_name),
  };
}

function dueWords(
  contact: MorningContent['due'][number],
  baseUrl: string,
): MailLocals['morning']['due'][number] {
  const { name, contact_methods, last_interacted_on, stay_in_touch_every, stay_in_touch_on } = contact;
  return {
    contactName: name,
    contactMethods: contact_methods.slice(0, 1),
    lastInteractedOn: last_interacted_on,
    everyDays: stay_in_touch_every!,
    dueOn: stay_in_touch_on!,
    link: baseUrl + contactPath(name),
  };
}
