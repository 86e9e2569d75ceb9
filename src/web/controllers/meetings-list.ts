import { contacts } from '../../domain/projections/contacts';
import {
  type ListedMeeting,
  listComingMeetings,
  listMeetingsThatWere,
  listUndatedNotes,
  type Slice,
} from '../../domain/projections/meeting-queries';
import { firstLines } from '../../notes/markdown';
import type { Phrases } from '../phrases';
import type { Asked, Page } from './define-page';
import { pageNumber, pagesLocals } from './page-number';

const perPage = 30;

/** Upcoming meetings, and notes for meetings that have no date yet. */
export const upcomingMeetings: Page = {
  projections: [contacts],
  async show(asked) {
    const locals = await pageOf(asked, listComingMeetings);
    const withoutDate = locals.page === 1 ? await listUndatedNotes(asked.db, asked.accountId, 20) : [];
    const undated = withoutDate.map(({ name, notes }) => ({ name, beginning: firstLines(notes, 2) }));
    return { view: 'meetings/index', undated, ...locals };
  },
};

/** Past meetings, and what happened to their emails. */
export const pastMeetings: Page = {
  projections: [contacts],
  async show(asked) {
    return { view: 'meetings/past', ...(await pageOf(asked, listMeetingsThatWere)) };
  },
};

async function pageOf(
  { db, accountId, say, query, kept }: Asked,
  list: (db: Asked['db'], accountId: number, today: string, slice: Slice) => Promise<ListedMeeting[]>,
) {
  const number = pageNumber(query.page);
  const slice = { limit: perPage + 1, offset: (number - 1) * perPage };
  const listed = await list(db, accountId, say.today, slice);
  const days = byDay(listed.slice(0, perPage), say);
  return { days, ...pagesLocals(kept, number, listed.length > perPage) };
}

/** Groups the meetings, in the given order, by day. */
function byDay(meetings: ListedMeeting[], say: Phrases) {
  const days: { day: string; meetings: (ListedMeeting & { outcome: string; beginning: string })[] }[] = [];
  for (const meeting of meetings) {
    const day = meeting.meeting_on!;
    if (days.at(-1)?.day !== day) days.push({ day, meetings: [] });
    const outcome = say.outcome({ ...meeting, ...emailOf(meeting) });
    days.at(-1)!.meetings.push({ ...meeting, outcome, beginning: firstLines(meeting.notes, 2) });
  }
  return days;
}

/** The morning email of the meeting's day. Leaves out an email for a day that the meeting was moved from. */
function emailOf({ email, email_for, meeting_on }: ListedMeeting) {
  return { email: email_for === meeting_on ? email : null };
}
