import type { RequestHandler } from 'express';
import { countContacts, listContacts } from '../../domain/projections/contact-list-queries';
import { contacts } from '../../domain/projections/contacts';
import { interactions } from '../../domain/projections/interactions';
import { search } from '../../domain/projections/search';
import { searchContacts, textsOf } from '../../domain/projections/search-queries';
import { findTag, suggestTags } from '../../domain/projections/tag-queries';
import { foldText } from '../../domain/searching/fold-text';
import { nameKey } from '../../domain/values/contact-name';
import { contactPath } from '../../domain/values/contact-path';
import type { Engine } from '../../engine/projecting/engine';
import { keptOf, listPath, selectedIn, type Wanted, wantedIn } from './contacts-address';
import { orderLocals } from './contacts-order';
import type { Answer, Asked, Page } from './define-page';
import { type Found, isByName, matchInWords, matchOf } from './found-contact';
import { nextDayOf } from './next-meeting';
import { page } from './page';

type Listed = { contacts: Found[]; count: number; more: boolean };

/** The list of contacts, all or those found by a search. */
export const contactsPage: Page = { projections: [contacts, interactions, search], hasPast: true, show };

/** GET /contacts. Without search words, the list waits for fewer projections. */
export function contactsList(engine: Engine): RequestHandler {
  const [found, all] = [contactsPage, { ...contactsPage, projections: [contacts] }].map((one) =>
    page(engine, one),
  );
  return (req, res, next) => (wantedIn(req.query).terms.length > 0 ? found! : all!)(req, res, next);
}

async function show(asked: Asked): Promise<Answer> {
  const { db, accountId, account, say, kept, query, past } = asked;
  const wanted = wantedIn(query);
  const { count: total, anyDeleted } = await countContacts(db, accountId);
  const tags = await suggestTags(db, accountId, mostTags);
  const isAll = wanted.terms.length === 0 && wanted.tag === '';
  const listed = isAll ? await all(asked, wanted, total) : await searched(asked, wanted, tags);
  const [only] = listed.contacts;
  const { q, tag } = wanted;
  const otherTags = tags.toSorted(new Intl.Collator(account.locale).compare).filter((one) => one !== tag);
  const selected = new Set(selectedIn(asked.body));
  const totalWords = inContacts(total, account.locale);
  const state = { ...kept, ...keptOf(query) };
  // Enter opens the contact if it is the only match by name. Otherwise redirects to the list without `go`.
  if (query.go !== undefined && listed.count === 1 && only && isByName(only))
    return { redirect: contactPath(only.name) + (past?.query ?? '') };
  if (query.go !== undefined) return { redirect: listPath(state) };
  const { sort, direction, ...searchedFor } = state;
  return {
    view: past ? 'past/contacts' : 'contacts/index',
    title: q ? `${q} · Contacts` : 'Contacts',
    ...{ q, tag, isAll, anyDeleted, total, totalWords },
    contacts: listed.contacts.map((row) => ({
      ...row,
      found: row.match && matchInWords(row.match),
      nextMeeting: nextDayOf(row, say.today),
      isSelected: selected.has(String(row.contact)),
    })),
    anyTags: tags.length > 0,
    commonTags: otherTags.slice(0, tagsAtFirst),
    moreTags: otherTags.slice(tagsAtFirst),
    countWords: isAll ? totalWords : `${listed.count.toLocaleString(account.locale)} found`,
    newPath: `/contacts/new?${new URLSearchParams({ name: q })}`,
    selectionQuery: listPath(without(state)).slice('/contacts'.length),
    listPath: (change: Record<string, string>) => listPath(without({ ...state, ...change })),
    chosen: { ...kept, ...(tag && { tag }), ...(sort && { sort }), ...(direction && { direction }) },
    ...orderLocals(wanted.order, listed.more, searchedFor),
  };
}

/** How many tags the page shows at once. The others follow in a disclosure. */
const tagsAtFirst = 12;

/** People can still find contacts by further tags, by searching for them. */
const mostTags = 500;

async function all(
  { db, accountId, account, say }: Asked,
  { order }: Wanted,
  count: number,
): Promise<Listed> {
  const sort = order.sort === 'best' ? 'name' : order.sort;
  const { locale } = account;
  const { contacts, more } = await listContacts(db, accountId, { ...order, sort, today: say.today, locale });
  return { contacts: contacts.map((row): Found => ({ ...row, match: null })), count, more };
}

async function searched(
  asked: Asked,
  { terms, tag, order }: Wanted,
  tags: readonly string[],
): Promise<Listed> {
  const { db, accountId, account, say } = asked;
  const known = tag === '' ? null : await findTag(db, accountId, tag);
  if (known === undefined) return { contacts: [], count: 0, more: false };
  const found = await searchContacts(db, accountId, {
    ...order,
    terms: terms.map((term) => ({ ...term, tags: keysWith(term.text, tags) })),
    tag: known?.key ?? null,
    today: say.today,
    locale: account.locale,
  });
  const parts = found.contacts.flatMap(({ hit }) => (hit.where === 'text' ? [hit.part] : []));
  const texts = parts.length > 0 ? await textsOf(db, accountId, parts) : new Map();
  const match = (row: (typeof found.contacts)[number]) =>
    terms.length > 0 ? matchOf(row, terms, texts) : null;
  return { ...found, contacts: found.contacts.map((row): Found => ({ ...row, match: match(row) })) };
}

/** Returns the keys of the tags that contain a word starting with this text. */
function keysWith(text: string, tags: readonly string[]): string[] {
  return tags.filter((tag) => foldText(tag).includes(` ${text}`)).map(nameKey);
}

function inContacts(count: number, locale: string): string {
  return `${count.toLocaleString(locale)} ${count === 1 ? 'contact' : 'contacts'}`;
}

function without(query: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
}
