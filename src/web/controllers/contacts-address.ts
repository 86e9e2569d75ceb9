import { type Term, termsOf } from '../../domain/searching/terms';
import { type Order, orderOf } from './contacts-order';

/** What the query of the contact list asks for: words to search for, a tag to filter by, and an order. */
export type Wanted = { q: string; terms: Term[]; tag: string; order: Order };

/** Reads `?q=…&tag=…&sort=…&direction=…&page=…`; each parameter is optional. */
export function wantedIn(query: Record<string, unknown>): Wanted {
  const q = textOf(query.q);
  const terms = termsOf(q);
  const tag = textOf(query.tag).replace(/^#\s*/, '');
  return { q, terms, tag, order: orderOf(query, terms.length > 0 ? 'best' : 'name') };
}

/** Returns the part of the query that links within the list keep: everything but the page number. */
export function keptOf(query: Record<string, unknown>): Record<string, string> {
  const { q, tag, order } = wantedIn(query);
  const { sort, direction } = order;
  return { ...(q && { q }), ...(tag && { tag }), ...(query.sort === sort && { sort, direction }) };
}

/** Returns the path of the list with these query parameters. */
export function listPath(kept: Record<string, string>): string {
  const query = new URLSearchParams(kept).toString();
  return query ? `/contacts?${query}` : '/contacts';
}

/**
 * Returns the positions of the contacts that a form of the list selects. Its checkboxes are named like select_12, since
 * of a repeated field only the last value is read.
 */
export function selectedIn(body: Record<string, string>): string[] {
  return Object.keys(body).flatMap((name) => /^select_([1-9]\d{0,14})$/.exec(name)?.[1] ?? []);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.replaceAll('\0', '').trim().slice(0, 200) : '';
}
