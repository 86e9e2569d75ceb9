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
import { type ContactMethod, contactMethodLink } from '../../domain/values/contact-method';
import { rhythms } from '../../domain/values/stay-in-touch';
import { drawYear, interactionYear, yearBefore } from '../interaction-year';
import { aboutContact, aboutPastDay } from './contact-of';
import { listPath } from './contacts-address';
import type { Answer, Asked, Page, Past } from './define-page';
import { nextMeetingOf } from './next-meeting';
import { pageNumber, pagesLocals } from './page-number';

const interactionsPerPage = 30;
const meetingsPerPage = 10;

/** GET /contacts/:name: a contact with the next meeting, the past year, the interactions, and the past meetings. */
export const contactPage: Page = {
  projections: [contacts, interactions],
  hasPast: true,
  pastAbout: aboutPastDay,
  show: aboutContact((asked, contact) =>
    asked.past ? showPast(asked, contact, asked.past) : showPresent(asked, contact),
  ),
};

async function showPresent(asked: Asked, contact: ContactRow): Promise<Answer> {
  const { db, accountId, say, query } = asked;
  const shown = await shownOf(asked, contact);
  const unrecordedOn = query.met ? null : unrecordedDay(contact, shown.meetings, say.today);
  return {
    view: 'contacts/show',
    ...shown,
    year: await yearOf(asked, contact),
    tags: tagsOf(contact),
    knownTags: await suggestTags(db, accountId),
    stayInTouch: stayInTouchOf(contact, say.today),
    unrecordedOn,
    values: {
      interacted_on: unrecordedOn ?? say.today,
      every_days: String(contact.stay_in_touch_every ?? usualRhythm),
    },
    hidden: { contact: contact.contact },
  };
}

async function showPast(asked: Asked, contact: ContactRow, { day }: Past): Promise<Answer> {
  return {
    view: 'past/contact',
    ...(await shownOf(asked, contact)),
    year: await yearOf(asked, contact, 'in the year up to that day'),
    tags: tagsOf(contact, { as_of: day }),
  };
}

/** What the page shows both of the present and of a past day. */
async function shownOf(asked: Asked, contact: ContactRow) {
  return {
    contact,
    reaches: contact.contact_methods.map(reachOf),
    nextMeeting: await nextMeetingWithEmail(asked, contact),
    ...(await interactionsOf(asked, contact)),
    ...(await pastMeetingsOf(asked, contact)),
  };
}

/** `kindWords`: the kind in words, for screen readers, of a method without a label. */
function reachOf({ kind, label, value }: ContactMethod) {
  return { kind, kindWords: kindWords[kind], label, value, link: contactMethodLink(value) };
}

const kindWords = { email: 'Email', phone: 'Phone', url: 'Web', handle: 'Handle', other: null };

/** The contact's tags, each with a link to the contacts that have it. `kept`: the query parameters to keep. */
function tagsOf({ tags }: ContactRow, kept: Record<string, string> = {}) {
  return tags.map(({ tag }) => ({ tag, href: listPath({ tag, ...kept }) }));
}

/** How often to be in touch and when the next time is due, both null if not set. `options`: the intervals to choose from. */
function stayInTouchOf(contact: ContactRow, today: string) {
  const { stay_in_touch_every: every, stay_in_touch_on: due } = contact;
  return {
    every,
    due,
    isDueToday: due === today,
    isOverdue: due !== null && due < today,
    options: [...new Set([...rhythms, ...(every ? [every] : [])])].sort((a, b) => a - b),
  };
}

/** The interval in days that the form suggests. */
const usualRhythm = 30;

async function interactionsOf({ db, accountId, say, query, kept }: Asked, { contact }: ContactRow) {
  const number = pageNumber(query.page);
  const slice = { limit: interactionsPerPage + 1, offset: (number - 1) * interactionsPerPage };
  const listed = await listInteractions(db, accountId, contact, slice);
  const years = byYear(listed.slice(0, interactionsPerPage), say.today.slice(0, 4));
  return { years, ...pagesLocals(kept, number, listed.length > interactionsPerPage, '#spoken') };
}

async function pastMeetingsOf({ db, accountId, say, query, kept }: Asked, { contact }: ContactRow) {
  const number = pageNumber(query.met);
  const slice = { limit: meetingsPerPage + 1, offset: (number - 1) * meetingsPerPage };
  const listed = await listPastMeetings(db, accountId, contact, say.today, slice);
  const to = (met: number) => `?${new URLSearchParams({ ...kept, met: String(met) })}#met`;
  return {
    meetings: listed.slice(0, meetingsPerPage).map((one) => ({ ...one, outcome: say.outcome(one) })),
    metLater: number > 1 ? to(number - 1) : null,
    metEarlier: listed.length > meetingsPerPage ? to(number + 1) : null,
  };
}

async function yearOf({ db, accountId, account, say }: Asked, { contact }: ContactRow, when?: string) {
  const days = await countByDay(db, accountId, contact, yearBefore(say.today), say.today);
  return drawYear(interactionYear(days, say.today, account.locale, when));
}

/** Groups the interactions, in the given order, by year. All years but the present one get a heading. */
function byYear(interactions: InteractionRow[], present: string) {
  const years: { year: string; heading: string | null; interactions: InteractionRow[] }[] = [];
  for (const interaction of interactions) {
    const year = interaction.interacted_on.slice(0, 4);
    if (years.at(-1)?.year !== year)
      years.push({ year, heading: year === present ? null : year, interactions: [] });
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
