import type { ListedContact } from '../../domain/projections/contact-list-queries';
import type { ContactRow } from '../../domain/projections/contact-rows';

/** A meeting whose day is over is not the next one, whatever the row still says. */
export function nextMeetingOf(contact: ContactRow, today: string) {
  const { next_meeting_notes: notes, next_meeting_notes_html: notes_html } = contact;
  const day = nextDayOf(contact, today);
  if (contact.next_meeting_on ? !day : !notes) return null;
  return { meeting_on: null, meeting_time: null, ...day, notes, notes_html };
}

/** The day and time of the next meeting, where it has a day. */
export function nextDayOf({ next_meeting_on, next_meeting_time }: ListedContact, today: string) {
  if (next_meeting_on === null || next_meeting_on < today) return null;
  return { meeting_on: next_meeting_on, meeting_time: next_meeting_time };
}
