import type { Conditions, Figure, Row } from '../define-row';
import { fill } from '../fill';
import { withInteractions } from '../invented-interactions';
import { evenly } from '../numbers';
import { timePages } from '../time-pages';
import { viewedAccount, visit } from '../viewed-account';

/** The search queries, by kind. */
const queries = { 'one word': 'guitar', 'three words': 'guitar sister Lisbon', 'a typo': 'giutar' };

/** Measures the search results page when every word occurs in many texts. */
export const search: Row = {
  name: 'search',
  title: 'search among 10,000 contacts and 100,000 interactions: one word, three words, a typo',
  async measure({ bed, seed, quick }: Conditions): Promise<Figure[]> {
    const contacts = quick ? 40 : 10_000;
    const database = await bed.filled(evenly(quick ? 32 : 1_000, quick ? 960 : 100_000));
    const log = withInteractions(Array<number>(contacts).fill(10));
    const [accountId] = await fill(database.kith, { ...log, seed: seed + 1 });
    const { browser, stop } = await visit(await viewedAccount(database, accountId!));
    const figures: Figure[] = [];
    for (const [name, query] of Object.entries(queries)) {
      const path = `/contacts?${new URLSearchParams({ q: query })}`;
      const found = /([\d,]+) found/.exec((await browser.get(path)).html)?.[1];
      if (found === undefined) throw new Error(`nothing was found for ${query}`);
      figures.push({
        measure: `search among ${contacts.toLocaleString('en')} contacts with ten interactions each: ${name}`,
        value: await timePages(browser, quick ? 2 : 20, () => path),
        unit: 'ms',
        detail: `“${query}”: ${found} contacts found; median of 20 pages, over HTTP`,
      });
    }
    await stop();
    await bed.drop(database);
    return figures;
  },
};
