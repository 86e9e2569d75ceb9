import type { ContactSort } from '../../domain/projections/contact-list-queries';
import { pageNumber, pagesLocals } from './page-number';

/** `sort`: 'best' puts the best matches of a search first. */
export type Order = { sort: ContactSort | 'best'; direction: 'asc' | 'desc'; page: number };

/** The columns to sort by, with the initial direction: the earliest meeting and the latest interaction come first. */
const columns = {
  name: { words: 'Name', cell: 'cell-name', first: 'asc' },
  'last-interaction': { words: 'Last spoke', cell: 'cell-spoke', first: 'desc' },
  'next-meeting': { words: 'Next meeting', cell: 'cell-meeting', first: 'asc' },
} as const;

const ways = { asc: 'ascending', desc: 'descending' } as const;

/** Reads the order from the query; the usual one if the query has none, or an unknown one. */
export function orderOf(query: Record<string, unknown>, usual: 'name' | 'best' = 'name'): Order {
  const page = pageNumber(query.page);
  const sort = isColumn(query.sort) ? query.sort : usual;
  if (sort === 'best') return { sort, direction: 'asc', page };
  const { direction } = query;
  const known = direction === 'asc' || direction === 'desc' ? direction : columns[sort].first;
  return { sort, direction: known, page };
}

/** Returns the view's locals: the column headings with their links, and the links to other pages. All keep `kept`. */
export function orderLocals(
  { sort, direction, page }: Order,
  more: boolean,
  kept: Record<string, string> = {},
) {
  const headings = (Object.keys(columns) as ContactSort[]).map((one) => {
    const { words, cell, first } = columns[one];
    const turned = one !== sort ? first : direction === 'asc' ? 'desc' : 'asc';
    const query = new URLSearchParams({ sort: one, direction: turned, ...kept });
    return { words, cell, href: `?${query}`, sorted: one === sort ? ways[direction] : null };
  });
  if (sort === 'best')
    return { columns: headings, sortWords: 'best matches first', ...pagesLocals(kept, page, more) };
  const sortWords = `sorted by ${columns[sort].words.toLowerCase()}, ${ways[direction]}`;
  return { columns: headings, sortWords, ...pagesLocals({ sort, direction, ...kept }, page, more) };
}

function isColumn(sort: unknown): sort is ContactSort {
  return typeof sort === 'string' && Object.hasOwn(columns, sort);
}
