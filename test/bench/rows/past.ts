import { contactPath } from '../../../src/domain/values/contact-path';
import type { Browser } from '../browser';
import type { Conditions, Figure, Row } from '../define-row';
import { fill } from '../fill';
import { evenly } from '../numbers';
import { createRandom } from '../random';
import { timePages } from '../time-pages';
import { type ViewedAccount, viewedAccount, visit } from '../viewed-account';

const daysAgo = 30;
const among = 3;

/** Measures pages that are folded from the log: pages as of a past day, and histories. */
export const past: Row = {
  name: 'past',
  title: 'contact page and contacts page as of a past day, and histories, in an account of 61,000 events',
  async measure({ bed, seed, quick, say }: Conditions): Promise<Figure[]> {
    const events = quick ? 200 : 61_000;
    const database = await bed.filled(evenly(quick ? 32 : 1_000, quick ? 960 : 100_000));
    const [accountId] = await fill(database.kith, { streams: [events], seed: seed + 1 });
    const account = await viewedAccount(database, accountId!);
    const { browser, stop } = await visit(account);
    const day = new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
    const random = createRandom(seed);
    const names = await namesAsOf(browser, account, day);
    const pages = {
      'contact page as of a past day': () => `${contactPath(random.pick(names))}?as_of=${day}`,
      'contacts page as of a past day': () => `/contacts?as_of=${day}`,
      'history of a contact': () => contactPath(random.pick(names), 'history'),
      'history of the account': () => '/history',
    };
    const figures: Figure[] = [];
    for (const [name, path] of Object.entries(pages)) {
      const value = await timePages(browser, quick ? 2 : 7, path);
      say(`${name}: ${value.toFixed(1)} ms`);
      figures.push({
        measure: `${name}, in an account of ${events.toLocaleString('en')} events`,
        value,
        unit: 'ms',
        detail: `${name.includes('past') ? `${daysAgo} days ago; ` : ''}median of 7 pages, over HTTP`,
      });
    }
    await stop();
    await bed.drop(database);
    return figures;
  },
};

/** Returns the names of a few contacts that had the same name on that day. */
async function namesAsOf(browser: Browser, { names }: ViewedAccount, day: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    if ((await browser.get(`${contactPath(name)}?as_of=${day}`)).status === 200) found.push(name);
    if (found.length === among) return found;
  }
  if (found.length === 0) throw new Error(`no contact has a page as of ${day}`);
  return found;
}
