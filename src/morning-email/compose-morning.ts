import { contactPath } from '../contact-path';
import { about } from '../mail/about';
import { composeMail } from '../mail/compose';
import type { Message } from '../mail/message';
import type { ContactRow } from '../projections/contact-rows';
import { type Addressed, composeMeetingNotes, meetingWords } from './compose-meeting-notes';
import type { MorningAtHead } from './morning-at-head';

/** The mail of a whole morning: whom you meet, each with the notes, and with whom you wanted to be in touch. */
export function composeMorning(morning: MorningAtHead, addressed: Addressed): Message {
  const { head, today, account, meetings, due } = morning;
  const [only] = meetings;
  if (only && meetings.length === 1 && due.length === 0)
    return composeMeetingNotes({ head, verdict: 'send', account, ...only }, addressed);
  const { to, messageId, baseUrl, accountId } = addressed;
  const composed = composeMail('morning', {
    meetings: meetings.toSorted(byTime).map((one) => meetingWords({ account, ...one }, baseUrl)),
    due: due.map((contact) => dueWords(contact, baseUrl)),
    settingsLink: `${baseUrl}/settings`,
    today,
    locale: account.locale,
    dateFormat: account.date_format,
  });
  const people = [...meetings.map(({ contact }) => contact), ...due].map(({ contact }) => contact);
  return { to, messageId, ...about(accountId, people), ...composed };
}

type One = MorningAtHead['meetings'][number];

/** Those without a time come last. */
function byTime({ meeting: one }: One, { meeting: other }: One): number {
  return (one.meeting_time ?? '99') < (other.meeting_time ?? '99') ? -1 : 1;
}

function dueWords(contact: ContactRow, baseUrl: string) {
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
