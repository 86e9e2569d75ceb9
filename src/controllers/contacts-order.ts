import type { ContactSort } from '../projections/contact-queries';
import { pageNumber, pagesLocals } from './page-number';

export type Order = { sort: ContactSort; direction: 'asc' | 'desc'; page: number };

/** The columns to sort by, and which way at first: the next meeting that comes, whoever you spoke to just now. */
const columns = {
  name: { words: 'Name', first: 'asc' },
  'last-interaction': { words: 'Last spoke', first: 'desc' },
  'next-meeting': { words: 'Next meeting', first: 'asc' },
} as const;

const ways = { asc: 'ascending', desc: 'descending' } as const;

/** The order that an address asks for; by name where it asks for none that there is. */
export function orderOf(query: Record<string, unknown>): Order {
  const sort =
    typeof query.sort === 'string' && Object.hasOwn(columns, query.sort)
      ? (query.sort as ContactSort)
      : 'name';
  const { direction } = query;
  const known = direction === 'asc' || direction === 'desc' ? direction : columns[sort].first;
  return { sort, direction: known, page: pageNumber(query.page) };
}

/** What the view says of the order: the columns' headings, each a link, and the pages around. All keep `kept`. */
export function orderLocals(
  { sort, direction, page }: Order,
  more: boolean,
  kept: Record<string, string> = {},
) {
  const headings = (Object.keys(columns) as ContactSort[]).map((one) => {
    const { words, first } = columns[one];
    const turned = one !== sort ? first : direction === 'asc' ? 'desc' : 'asc';
    const query = new URLSearchParams({ sort: one, direction: turned, ...kept });
    return { words, href: `?${query}`, sorted: one === sort ? ways[direction] : null };
  });
  const sortWords = `by ${columns[sort].words.toLowerCase()}, ${ways[direction]}`;
  return { columns: headings, sortWords, ...pagesLocals({ sort, direction, ...kept }, page, more) };
}
