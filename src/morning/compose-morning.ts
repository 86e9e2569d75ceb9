import { contactPath } from '../domain/values/contact-path';
import { about } from '../mail/about';
import { composeMail, type MailLocals } from '../mail/compose';
import type { Message } from '../mail/message';
import type { Told } from './morning-at-head';

/** Where an email goes, and what its links begin with. */
export type Addressed = { to: string; messageId: string; baseUrl: string; accountId: number };

/**
 * The email of a morning: whom you meet, each with how to reach them, when you last spoke, and the notes; and with whom
 * you wanted to be in touch. One meeting alone is the email's title.
 */
export function composeMorning(told: Told, { to, messageId, baseUrl, accountId }: Addressed): Message {
  const { today, account, due } = told;
  const common = {
    settingsLink: `${baseUrl}/settings`,
    today,
    locale: account.locale,
    dateFormat: account.date_format,
  };
  const meetings = told.meetings
    .toSorted(byTime)
    .map((one) => ({ ...common, ...meetingWords(one, baseUrl) }));
  const [only] = meetings;
  const composed =
    only && meetings.length + due.length === 1
      ? composeMail('meeting-notes', only)
      : composeMail('morning', { ...common, meetings, due: due.map((one) => dueWords(one, baseUrl)) });
  const people = [...told.meetings.map(({ contact }) => contact), ...due].map(({ contact }) => contact);
  return { to, messageId, ...about(accountId, people), ...composed };
}

type Meeting = Told['meetings'][number];

/** Those without a time come last. */
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

function dueWords(contact: Told['due'][number], baseUrl: string): MailLocals['morning']['due'][number] {
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
