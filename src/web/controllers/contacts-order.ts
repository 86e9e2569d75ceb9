import type { ContactSort } from '../../domain/projections/contact-list-queries';
import { pageNumber, pagesLocals } from './page-number';

/** `sort`: 'best' are the best matches of a search first. */
export type Order = { sort: ContactSort | 'best'; direction: 'asc' | 'desc'; page: number };

/** The columns to sort by, and which way at first: the next meeting that comes, whoever you spoke to just now. */
const columns = {
  name: { words: 'Name', first: 'asc' },
  'last-interaction': { words: 'Last spoke', first: 'desc' },
  'next-meeting': { words: 'Next meeting', first: 'asc' },
} as const;

const ways = { asc: 'ascending', desc: 'descending' } as const;

/** The order that an address asks for; the usual one where it asks for none that there is. */
export function orderOf(query: Record<string, unknown>, usual: 'name' | 'best' = 'name'): Order {
  const page = pageNumber(query.page);
  const sort = isColumn(query.sort) ? query.sort : usual;
  if (sort === 'best') return { sort, direction: 'asc', page };
  const { direction } = query;
  const known = direction === 'asc' || direction === 'desc' ? direction : columns[sort].first;
  return { sort, direction: known, page };
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
  if (sort === 'best')
    return { columns: headings, sortWords: 'the best matches first', ...pagesLocals(kept, page, more) };
  const sortWords = `by ${columns[sort].words.toLowerCase()}, ${ways[direction]}`;
  return { columns: headings, sortWords, ...pagesLocals({ sort, direction, ...kept }, page, more) };
}

function isColumn(sort: unknown): sort is ContactSort {
  return typeof sort === 'string' && Object.hasOwn(columns, sort);
}
