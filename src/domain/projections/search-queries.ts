import type { PageReader } from '../../engine/projecting/page';
import type { Term, Typo } from '../searching/terms';
import {
  type ContactsOrder,
  collationOf,
  contactsPerPage,
  type ListedContact,
  listed,
} from './contact-list-queries';

export type Search = Omit<ContactsOrder, 'sort'> & {
  /** 'best': the best matches first. */
  sort: ContactsOrder['sort'] | 'best';
  /** Every term must match, each in any place. */
  terms: readonly WantedTerm[];
  /** The key of a tag that the contacts must have. Null: no restriction. */
  tag: string | null;
};
/** A term, with the keys of the tags in which a word starts with it. */
export type WantedTerm = Term & { tags: readonly string[] };

/** Where the worst-ranked term was found. `part`: the interaction, or the meeting that the notes are for. */
export type Hit =
  | { where: 'nowhere' | 'name' | 'tag' | 'reach' | 'description' }
  | { where: 'text'; part: number };
export type FoundContact = ListedContact & { hit: Hit };

/**
 * How much a match may differ from what was typed. Searching for typos is slow, so it happens only if an exact search
 * finds nothing.
 */
type Leniency = 'as-typed' | 'name-nearly' | 'nearly';

type Listed = { contacts: FoundContact[]; count: number; more: boolean };

/**
 * Returns one page of matching contacts, and how many there are in total. If no name contains a term as typed, similar
 * names match too. If nothing is found at all, terms that occur nowhere as typed also match similar words anywhere.
 */
export async function searchContacts(db: PageReader, accountId: number, search: Search): Promise<Listed> {
  const { terms } = search;
  const names: Leniency[] = [];
  for (const term of terms) names.push(await leniencyForName(db, accountId, term));
  const found = await find(db, accountId, search, names);
  if (found.count > 0 || search.page > 1) return found;
  const all: Leniency[] = [];
  for (const [index, term] of terms.entries())
    all.push((await isFoundAsTyped(db, accountId, term)) ? names[index]! : 'nearly');
  return all.includes('nearly') ? find(db, accountId, search, all) : found;
}

async function find(
  db: PageReader,
  accountId: number,
  search: Search,
  leniencies: readonly Leniency[],
): Promise<Listed> {
  const values: unknown[] = [accountId];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const hits = search.terms.flatMap((term, index) => hitsOf(term, index, leniencies[index]!, bind));
  const offset = (search.page - 1) * contactsPerPage;
  const { rows } = await db.query<ListedContact & { score: number; count: number }>(
    `select ${listed.map((column) => `c.${column}`).join(', ')}, found.score, count(*) over () as count
      from ${hits.length > 0 ? bestOf(hits, search.terms.length) : allContacts} found
      join projected_contacts c on c.account_id = $1 and c.contact = found.contact
      ${search.tag === null ? '' : `where ${hasTag(bind([search.tag]))}`}
      order by ${orderOf(search, bind)} limit ${bind(contactsPerPage + 1)} offset ${bind(offset)}`,
    values,
  );
  const contacts = rows.slice(0, contactsPerPage).map(({ score, count, ...row }) => ({
    ...row,
    hit: hitOf(score),
  }));
  return { contacts, count: rows[0]?.count ?? 0, more: rows.length > contactsPerPage };
}

/** Returns original texts by part: descriptions of interactions, and notes of meetings, with their dates. */
export async function textsOf(
  db: PageReader,
  accountId: number,
  parts: readonly number[],
): Promise<Map<number, { kind: 'interaction' | 'notes'; on: string | null; text: string }>> {
  const { rows } = await db.query<{
    part: number;
    kind: 'interaction' | 'notes';
    on: string | null;
    text: string;
  }>(
    `select interaction as part, 'interaction' as kind, interacted_on as on, description as text
        from projected_interactions where account_id = $1 and interaction = any($2::bigint[])
      union all select meeting, 'notes', meeting_on, notes
        from projected_meetings where account_id = $1 and meeting = any($2::bigint[])`,
    [accountId, parts],
  );
  return new Map(rows.map((row) => [row.part, row]));
}

/** Lower is better. From `text` on, the score also encodes the part, and a newer part is better. */
const ranks = {
  nothing: 0,
  nameBegins: 1,
  nameHas: 2,
  nameNearly: 3,
  tag: 4,
  reach: 5,
  description: 6,
  text: 7,
};
/** Larger than any position, and small enough that a rank times it is a safe integer in JavaScript. */
const step = 1_000_000_000_000;

const allContacts = `(select contact, ${ranks.nothing}::bigint as score from projected_contacts where account_id = $1)`;

/** Scores contacts that match all terms: each term counts with its best hit, and the worst of those is the score. */
function bestOf(hits: string[], terms: number): string {
  return `(select contact, max(score) as score from (
      select term, contact, min(score) as score from (${hits.join(' union all ')}) hit group by term, contact
    ) best group by contact having count(*) = ${terms})`;
}

type Bind = (value: unknown) => string;

function hitsOf(term: WantedTerm, index: number, leniency: Leniency, bind: Bind): string[] {
  const { text, isShort, typo, tags } = term;
  const begins = bind(` ${text}`);
  const inside = isShort ? begins : bind(text);
  const nearly = leniency !== 'as-typed' && typo ? nearlyIn(typo, bind) : null;
  const isIn = (column: string, wanted: string, isNearly = leniency === 'nearly') =>
    nearly && isNearly ? `(${has(column, wanted)} or ${nearly(column)})` : has(column, wanted);
  const person = [isIn('name', inside, true), isIn('reach', inside)];
  if (!isShort) person.push(isIn('description', begins));
  const hits = [
    `select ${index} as term, contact, ${step}::bigint * case
        when ${has('name', begins)} then ${ranks.nameBegins} when ${has('name', inside)} then ${ranks.nameHas}
        ${nearly ? `when ${nearly('name')} then ${ranks.nameNearly}` : ''}
        when ${isIn('reach', inside)} then ${ranks.reach} else ${ranks.description} end as score
      from projected_search_people where account_id = $1 and (${person.join(' or ')})`,
  ];
  if (tags.length > 0) {
    hits.push(`select ${index}, contact, ${step * ranks.tag} from projected_contact_tags
      where account_id = $1 and tag_key = any(${bind(tags)}::text[])`);
  }
  if (!isShort) {
    hits.push(`select ${index}, contact, ${step * (ranks.text + 1)} - part from projected_search_texts
      where account_id = $1 and ${isIn('folded', begins)}`);
  }
  return hits;
}

/** Twice as fast as `like`, and needs no escaping. */
function has(column: string, wanted: string): string {
  return `strpos(${column}, ${wanted}) > 0`;
}

/**
 * Matching a regular expression is slow, so it runs only on texts that contain one of the parts that such a typo leaves
 * unchanged.
 */
function nearlyIn({ pattern, kept }: Typo, bind: Bind): (column: string) => string {
  const [wanted, parts] = [bind(pattern), kept.map(bind)];
  return (column) => `((${parts.map((part) => has(column, part)).join(' or ')}) and ${column} ~ ${wanted})`;
}

async function leniencyForName(db: PageReader, accountId: number, { text, typo }: WantedTerm) {
  if (!typo) return 'as-typed';
  const values: unknown[] = [accountId, text];
  const nearly = nearlyIn(typo, (value) => `$${values.push(value)}`);
  const { rows } = await db.query<{ leniency: Leniency }>(
    `select case when ${exists('people', has('s.name', '$2'))} then 'as-typed'
        when ${exists('people', nearly('s.name'))} then 'name-nearly' else 'as-typed' end as leniency`,
    values,
  );
  return rows[0]!.leniency;
}

/** Returns whether the term is found anywhere exactly as typed, which means it isn't a typo. */
async function isFoundAsTyped(db: PageReader, accountId: number, { text, typo, tags }: WantedTerm) {
  if (!typo || tags.length > 0) return true;
  const { rows } = await db.query<{ found: boolean }>(
    `select ${exists('people', `(${has('s.name', '$2')} or ${has('s.reach', '$2')} or ${has('s.description', '$3')})`)}
        or ${exists('texts', has('s.folded', '$3'))} as found`,
    [accountId, text, ` ${text}`],
  );
  return rows[0]!.found;
}

/** Ignores deleted contacts. */
function exists(table: 'people' | 'texts', condition: string): string {
  return `exists (select from projected_search_${table} s
    join projected_contacts c on c.account_id = s.account_id and c.contact = s.contact
    where s.account_id = $1 and ${condition})`;
}

function hasTag(keys: string): string {
  return `exists (select from projected_contact_tags t
    where t.account_id = $1 and t.contact = c.contact and t.tag_key = any(${keys}::text[]))`;
}

function orderOf({ sort, direction, today, locale }: Search, bind: Bind): string {
  const name = `c.name collate ${collationOf(locale)}`;
  const descending = direction === 'desc' ? ' desc' : '';
  if (sort === 'best') return `found.score, ${name}, c.contact`;
  if (sort === 'name') return `${name}${descending}, c.contact${descending}`;
  if (sort === 'last-interaction') {
    return direction === 'desc'
      ? `c.last_interacted_on desc nulls last, ${name}, c.contact`
      : `c.last_interacted_on nulls first, ${name} desc, c.contact desc`;
  }
  return `case when c.next_meeting_on >= ${bind(today)}::date then c.next_meeting_at end${descending} nulls last,
    ${name}, c.contact`;
}

function hitOf(score: number): Hit {
  const rank = Math.ceil(score / step);
  if (rank > ranks.text) return { where: 'text', part: rank * step - score };
  if (rank === ranks.nothing) return { where: 'nowhere' };
  if (rank <= ranks.nameNearly) return { where: 'name' };
  if (rank === ranks.tag) return { where: 'tag' };
  return { where: rank === ranks.reach ? 'reach' : 'description' };
}
