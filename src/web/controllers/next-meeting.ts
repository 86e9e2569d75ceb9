import type { ListedContact } from '../../domain/projections/contact-list-queries';
import type { ContactRow } from '../../domain/projections/contact-rows';

/** Returns the next meeting; null if there is none. A row may still hold a meeting whose day is over. */
export function nextMeetingOf(contact: ContactRow, today: string) {
  const { next_meeting_notes: notes, next_meeting_notes_html: notes_html } = contact;
  const day = nextDayOf(contact, today);
  if (contact.next_meeting_on ? !day : !notes) return null;
  return { meeting_on: null, meeting_time: null, ...day, notes, notes_html };
}

/** Returns the day and time of the next meeting; null if it has no day yet, or the day is over. */
export function nextDayOf({ next_meeting_on, next_meeting_time }: ListedContact, today: string) {
  if (next_meeting_on === null || next_meeting_on < today) return null;
  return { meeting_on: next_meeting_on, meeting_time: next_meeting_time };
}
