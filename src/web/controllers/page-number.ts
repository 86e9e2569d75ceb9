/** A page's number from an address: 1 unless it is a sensible one. */
export function pageNumber(text: unknown): number {
  return typeof text === 'string' && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1;
}

/**
 * The addresses of the pages before and behind, null where there is none. `query` is what they keep, `place` where on
 * the page they lead, such as '#spoken'.
 */
export function pagesLocals(query: Record<string, string>, page: number, more: boolean, place = '') {
  const to = (number: number) => `?${new URLSearchParams({ ...query, page: String(number) })}${place}`;
  return { page, previous: page > 1 ? to(page - 1) : null, next: more ? to(page + 1) : null };
}
