import { firstLines } from '../markdown';
import { countContacts } from '../projections/contact-queries';
import { contacts } from '../projections/contacts';
import { interactions } from '../projections/interactions';
import { listLately } from '../projections/lately-queries';
import { listComingMeetings } from '../projections/meeting-queries';
import type { Page } from './page';

/** The home page of those who are signed in: whom they meet, whom they miss, what they wrote. */
export const today: Page = {
  projections: [contacts, interactions],
  async show({ db, accountId, say }) {
    const coming = await listComingMeetings(db, accountId, say.today, { limit: 5 });
    const lately = await listLately(db, accountId, 8);
    const { count, anyDeleted } = await countContacts(db, accountId);
    return {
      view: 'home/today',
      coming: coming.map((one, index) => ({ ...one, beginning: firstLines(one.notes, index === 0 ? 4 : 1) })),
      lately: lately.map((one) => ({
        ...one,
        words: one.kind === 'notes' ? firstLines(one.words, 2) : one.words,
      })),
      isNew: count === 0,
      anyDeleted,
    };
  },
};
