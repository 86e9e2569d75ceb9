import { daysBetween } from '../../base/time';
import type { ContactRow, MeetingRow } from '../../domain/projections/contact-rows';
import { contacts } from '../../domain/projections/contacts';
import {
  countByDay,
  type InteractionRow,
  interactions,
  listInteractions,
} from '../../domain/projections/interactions';
import { findMeeting, listPastMeetings } from '../../domain/projections/meeting-queries';
import { suggestTags } from '../../domain/projections/tag-queries';
import { interactionYear, yearBefore } from '../interaction-year';
import { aboutContact, aboutPastDay } from './contact-of';
import type { Asked, Page } from './define-page';
import { nextMeetingOf } from './next-meeting';
import { pageNumber, pagesLocals } from './page-number';

const interactionsPerPage = 30;
const meetingsPerPage = 10;

/** GET /contacts/:name: a contact with the next meeting, the past year, the interactions, and the past meetings. */
export const contactPage: Page = {
  projections: [contacts, interactions],
  hasPast: true,
  pastAbout: aboutPastDay,
  show: aboutContact(async (asked, contact) => {
    const { say, query, past } = asked;
    const listedInteractions = await interactionsOf(asked, contact);
    const pastMeetings = await pastMeetingsOf(asked, contact);
    return {
      view: 'contacts/show',
      contact,
      nextMeeting: await nextMeetingWithEmail(asked, contact),
      year: await yearOf(asked, contact),
      knownTags: past ? [] : await suggestTags(asked.db, asked.accountId),
      ...listedInteractions,
      ...pastMeetings,
      unrecordedOn: past || query.met ? null : unrecordedDay(contact, pastMeetings.meetings, say.today),
      hidden: { contact: contact.contact },
    };
  }),
};

async function interactionsOf({ db, accountId, query, kept }: Asked, { contact }: ContactRow) {
  const number = pageNumber(query.page);
  const slice = { limit: interactionsPerPage + 1, offset: (number - 1) * interactionsPerPage };
  const listed = await listInteractions(db, accountId, contact, slice);
  const years = byYear(listed.slice(0, interactionsPerPage));
  return { years, ...pagesLocals(kept, number, listed.length > interactionsPerPage, '#spoken') };
}

async function pastMeetingsOf({ db, accountId, say, query, kept }: Asked, { contact }: ContactRow) {
  const number = pageNumber(query.met);
  const slice = { limit: meetingsPerPage + 1, offset: (number - 1) * meetingsPerPage };
  const listed = await listPastMeetings(db, accountId, contact, say.today, slice);
  const to = (met: number) => `?${new URLSearchParams({ ...kept, met: String(met) })}#met`;
  return {
    meetings: listed.slice(0, meetingsPerPage),
    metLater: number > 1 ? to(number - 1) : null,
    metEarlier: listed.length > meetingsPerPage ? to(number + 1) : null,
  };
}

async function yearOf({ db, accountId, account, say, past }: Asked, { contact }: ContactRow) {
  const days = await countByDay(db, accountId, contact, yearBefore(say.today), say.today);
  return interactionYear(days, say.today, account.locale, past ? 'in the year up to that day' : undefined);
}

/** Groups the interactions, in the given order, by year. */
function byYear(interactions: InteractionRow[]) {
  const years: { year: string; interactions: InteractionRow[] }[] = [];
  for (const interaction of interactions) {
    const year = interaction.interacted_on.slice(0, 4);
    if (years.at(-1)?.year !== year) years.push({ year, interactions: [] });
    years.at(-1)!.interactions.push(interaction);
  }
  return years;
}

/** Returns the day of the last meeting if it was in the past 30 days and no interaction has been recorded since. */
function unrecordedDay({ last_interacted_on: spoke }: ContactRow, meetings: MeetingRow[], today: string) {
  const met = meetings[0]?.meeting_on;
  return met && daysBetween(met, today) <= 30 && (spoke === null || spoke < met) ? met : null;
}

/** The next meeting, with its morning email. Leaves out an email for a day that the meeting was moved from. */
async function nextMeetingWithEmail({ db, accountId, say }: Asked, contact: ContactRow) {
  const next = nextMeetingOf(contact, say.today);
  if (!next || contact.meeting === null) return next;
  const meeting = await findMeeting(db, accountId, contact.contact, contact.meeting);
  return meeting?.email_for === next.meeting_on ? { ...meeting, ...next } : next;
}
