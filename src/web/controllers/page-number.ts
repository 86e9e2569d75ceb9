/** Reads a page number from a query: 1 if it isn't a valid one. */
export function pageNumber(text: unknown): number {
  return typeof text === 'string' && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1;
}

/**
 * Returns links to the previous and the next page; null if there is none. `query`: the parameters to keep. `place`: the
 * fragment to link to, such as '#spoken'.
 */
export function pagesLocals(query: Record<string, string>, page: number, more: boolean, place = '') {
  const to = (number: number) => `?${new URLSearchParams({ ...query, page: String(number) })}${place}`;
  return { page, previous: page > 1 ? to(page - 1) : null, next: more ? to(page + 1) : null };
}
