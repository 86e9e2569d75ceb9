import { countContacts } from '../../domain/projections/contact-list-queries';
import { contacts } from '../../domain/projections/contacts';
import { listExamples } from '../../domain/projections/example-queries';
import { interactions } from '../../domain/projections/interactions';
import { listLately, type Written } from '../../domain/projections/lately-queries';
import { type ListedMeeting, listComingMeetings } from '../../domain/projections/meeting-queries';
import { countDue, listDue } from '../../domain/projections/stay-in-touch-queries';
import { firstLines } from '../../notes/markdown';
import type { Asked, Page } from './define-page';

const most = { upcoming: 5, due: 6, lately: 8 };

/**
 * The home page of a signed-in person: upcoming meetings, contacts to get in touch with, and what they wrote lately.
 */
export const today: Page = {
  projections: [contacts, interactions],
  async show(asked) {
    const { db, accountId, say } = asked;
    const upcoming = await listComingMeetings(db, accountId, say.today, { limit: most.upcoming });
    const besides = upcoming.map(({ meeting }) => meeting);
    const lately = await listLately(db, accountId, { limit: most.lately, besides });
    const { count } = await countContacts(db, accountId);
    return {
      view: 'home/today',
      isNew: count === 0,
      ...meetingsOf(upcoming),
      lately: lately.map(readable),
      ...(await dueOf(asked)),
      examples: await listExamples(db, accountId),
    };
  },
};

async function dueOf({ db, accountId, say }: Asked) {
  const due = await listDue(db, accountId, say.today, { limit: most.due });
  const all = due.length < most.due ? due.length : await countDue(db, accountId, say.today);
  const meets = (day: string | null) => (day && day > say.today ? day : null);
  return {
    due: due.map((one) => ({ ...one, meets: meets(one.next_meeting_on) })),
    dueBesides: all - due.length,
  };
}

/** The next meeting shows four lines of its notes, the later ones one. */
function meetingsOf([next, ...later]: ListedMeeting[]) {
  return {
    next: next && { ...next, lines: firstLines(next.notes, 4).split('\n').filter(Boolean) },
    later: later.map((one) => ({ ...one, beginning: firstLines(one.notes, 1) })),
  };
}

function readable(written: Written): Written {
  return written.kind === 'notes' ? { ...written, words: firstLines(written.words, 2) } : written;
}
