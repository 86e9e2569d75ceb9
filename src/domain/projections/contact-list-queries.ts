import type { PageReader } from '../../engine/projecting/page';
import type { ContactRow } from './contact-rows';

export const contactsPerPage = 50;

export type ContactSort = 'name' | 'last-interaction' | 'next-meeting';
export type ContactsOrder = {
  sort: ContactSort;
  direction: 'asc' | 'desc';
  /** Starts at 1. */
  page: number;
  /** The account's local date, YYYY-MM-DD. A meeting before it doesn't count as a next meeting. */
  today: string;
  /** BCP 47 tag of the language whose rules names are sorted by. */
  locale: string;
};

/**
 * Returns one page of the account's contacts in the given order, and whether there are more.
 * Contacts without an interaction come last in descending order and first in ascending order. Contacts without a next
 * meeting always come last.
 */
export async function listContacts(
  db: PageReader,
  accountId: number,
  order: ContactsOrder,
): Promise<{ contacts: ListedContact[]; more: boolean }> {
  const offset = (order.page - 1) * contactsPerPage;
  const rows =
    order.sort === 'next-meeting'
      ? await inMeetingOrder(db, accountId, order, offset)
      : await inRowOrder(db, accountId, order, offset);
  return { contacts: rows.slice(0, contactsPerPage), more: rows.length > contactsPerPage };
}

/** The columns that lists need. The notes are left out because they can be long. */
export type ListedContact = Pick<ContactRow, (typeof listed)[number]>;
export const listed = [
  'name',
  'contact',
  'description',
  'contact_method',
  'contact_methods',
  'tags',
  'last_interacted_on',
  'meeting',
  'next_meeting_on',
  'next_meeting_time',
] as const;

/** Returns how many contacts the account has, from an index-only scan, and whether there are deleted ones. */
export async function countContacts(
  db: PageReader,
  accountId: number,
): Promise<{ count: number; anyDeleted: boolean }> {
  const { rows } = await db.query<{ count: number; anyDeleted: boolean }>(
    `select (select count(*) from projected_contacts where account_id = $1) as count,
      exists (select from projected_deleted_contacts where account_id = $1) as "anyDeleted"`,
    [accountId],
  );
  return rows[0]!;
}

async function inRowOrder(db: PageReader, accountId: number, order: ContactsOrder, offset: number) {
  const collation = collationOf(order.locale);
  const by =
    order.sort === 'name'
      ? { asc: `name collate ${collation}, contact`, desc: `name collate ${collation} desc, contact desc` }
      : {
          asc: `last_interacted_on nulls first, name collate ${collation} desc, contact desc`,
          desc: `last_interacted_on desc nulls last, name collate ${collation}, contact`,
        };
  return select(db, `where account_id = $1 order by ${by[order.direction]} limit $2 offset $3`, [
    accountId,
    contactsPerPage + 1,
    offset,
  ]);
}

/** Returns contacts with an upcoming meeting in the order of their meetings, then all others by name. */
async function inMeetingOrder(db: PageReader, accountId: number, order: ContactsOrder, offset: number) {
  const { today, direction } = order;
  const collation = collationOf(order.locale);
  const descending = direction === 'desc' ? ' desc' : '';
  const withMeeting = await select(
    db,
    `where account_id = $1 and next_meeting_at is not null and next_meeting_on >= $2
      and next_meeting_at > $2::date - interval '1 day'
      order by next_meeting_at${descending}, name collate ${collation}${descending}, contact${descending} limit $3 offset $4`,
    [accountId, today, contactsPerPage + 1, offset],
  );
  if (withMeeting.length > contactsPerPage) return withMeeting;
  const others = await select(
    db,
    `where account_id = $1 and (next_meeting_on is null or next_meeting_on < $2)
      order by name collate ${collation}, contact limit $3
      offset greatest(0, $4 - (select count(*) from projected_contacts where account_id = $1
        and next_meeting_at > $2::date - interval '1 day' and next_meeting_on >= $2))`,
    [accountId, today, contactsPerPage + 1 - withMeeting.length, offset],
  );
  return [...withMeeting, ...others];
}

async function select(db: PageReader, rest: string, values: unknown[]): Promise<ListedContact[]> {
  return (
    await db.query<ListedContact>(`select ${listed.join(', ')} from projected_contacts ${rest}`, values)
  ).rows;
}

/** Languages whose sort order differs from the root collation. The indexes use the root collation. */
const tailored = new Set(
  'af az bg bs cs cy da eo es et fi fil fo gl haw hr hu hy is ja kk kl ko lt lv mk mt nb nn no pl ro se sk sl sq sr sv th tr uk vi zh'.split(
    ' ',
  ),
);

/** Returns the PostgreSQL collation for names in this language, as a quoted identifier. */
export function collationOf(locale: string): string {
  const { language } = new Intl.Locale(locale);
  return tailored.has(language) ? `"${language === 'no' ? 'nb' : language}-x-icu"` : '"und-x-icu"';
}
