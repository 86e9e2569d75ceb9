import { findMeeting, listPastMeetings } from '../projections/contact-queries';
import { type ContactRow, contacts, type MeetingRow } from '../projections/contacts';
import { interactions, listInteractions } from '../projections/interactions';
import { daysBetween } from '../time';
import { aboutContact } from './contact-of';
import { nextMeetingOf } from './next-meeting';
import type { Asked, Page } from './page';
import { pageNumber, pagesLocals } from './page-number';

const interactionsPerPage = 50;

/** One contact with the next meeting, the interactions and the past meetings. */
export const contactPage: Page = {
  projections: [contacts, interactions],
  hasPast: true,
  show: aboutContact(async (asked, contact) => {
    const { db, accountId, say, query, kept, past } = asked;
    const number = pageNumber(query.page);
    const offset = (number - 1) * interactionsPerPage;
    const listed = await listInteractions(db, accountId, contact.contact, {
      limit: interactionsPerPage + 1,
      offset,
    });
    const meetings = await listPastMeetings(db, accountId, contact.contact, say.today);
    return {
      view: 'contacts/show',
      contact,
      nextMeeting: await nextMeetingWithEmail(asked, contact),
      interactions: listed.slice(0, interactionsPerPage),
      meetings,
      unnoted: past ? null : unnotedDay(contact, meetings, say.today),
      ...pagesLocals(kept, number, listed.length > interactionsPerPage),
      hidden: { contact: contact.contact },
    };
  }),
};

/** The day of the last meeting, where nothing was noted of it or since, and it is fresh in mind. */
function unnotedDay({ last_interacted_on: spoke }: ContactRow, meetings: MeetingRow[], today: string) {
  const met = meetings[0]?.meeting_on;
  return met && daysBetween(met, today) <= 30 && (spoke === null || spoke < met) ? met : null;
}

/** The morning mail of the meeting's present day; one for a day it was moved from says nothing about this one. */
async function nextMeetingWithEmail({ db, accountId, say }: Asked, contact: ContactRow) {
  const next = nextMeetingOf(contact, say.today);
  if (!next || contact.meeting === null) return next;
  const meeting = await findMeeting(db, accountId, contact.contact, contact.meeting);
  return meeting?.email_for === next.meeting_on ? { ...meeting, ...next } : next;
}
