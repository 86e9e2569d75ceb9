import type { PageReader } from '../../engine/projecting/page';
import { nameKey } from '../values/contact-name';
import type { ContactRow, DeletedContactRow } from './contact-rows';

/** The contact of this subject, whatever their name is by now. */
export async function findContactOf(
  db: PageReader,
  accountId: number,
  contact: number,
): Promise<ContactRow | undefined> {
  const { rows } = await db.query<ContactRow>(
    'select * from projected_contacts where account_id = $1 and contact = $2',
    [accountId, contact],
  );
  return rows[0];
}

/** The present names of these contacts, by subject; those who are deleted are missing. */
export async function namesOf(
  db: PageReader,
  accountId: number,
  contacts: readonly number[],
): Promise<Map<number, string>> {
  const { rows } = await db.query<{ contact: number; name: string }>(
    'select contact, name from projected_contacts where account_id = $1 and contact = any($2::bigint[])',
    [accountId, contacts],
  );
  return new Map(rows.map(({ contact, name }) => [contact, name]));
}

/** The deleted contact of this subject. */
export async function findDeletedContactOf(
  db: PageReader,
  accountId: number,
  contact: number,
): Promise<DeletedContactRow | undefined> {
  const { rows } = await db.query<DeletedContactRow>(
    'select * from projected_deleted_contacts where account_id = $1 and contact = $2',
    [accountId, contact],
  );
  return rows[0];
}

/** The contact that bears this name now. */
export async function findContact(
  db: PageReader,
  accountId: number,
  name: string,
): Promise<ContactRow | undefined> {
  const { rows } = await db.query<ContactRow>(
    'select * from projected_contacts where account_id = $1 and name_key = $2',
    [accountId, nameKey(name)],
  );
  return rows[0];
}

/** The present name of the contact that had this one before; of several, the one that gave it up last. */
export async function findRenamed(
  db: PageReader,
  accountId: number,
  name: string,
): Promise<string | undefined> {
  const { rows } = await db.query<{ name: string }>(
    `select c.name from projected_former_names_of_contacts f
      join projected_contacts c on c.account_id = f.account_id and c.contact = f.contact
      where f.account_id = $1 and f.name_key = $2 order by f.last_updated_at desc, f.contact desc limit 1`,
    [accountId, nameKey(name)],
  );
  return rows[0]?.name;
}

/** The contact most recently deleted under this name. */
export async function findDeletedContact(
  db: PageReader,
  accountId: number,
  name: string,
): Promise<DeletedContactRow | undefined> {
  const { rows } = await db.query<DeletedContactRow>(
    `select * from projected_deleted_contacts where account_id = $1 and name_key = $2
      order by deleted_at desc limit 1`,
    [accountId, nameKey(name)],
  );
  return rows[0];
}

/** What was deleted, newest first, from the `offset`th on. */
export async function listDeletedContacts(
  db: PageReader,
  accountId: number,
  { limit = 200, offset = 0 }: { limit?: number; offset?: number } = {},
): Promise<DeletedContactRow[]> {
  const { rows } = await db.query<DeletedContactRow>(
    `select * from projected_deleted_contacts where account_id = $1
      order by deleted_at desc, contact desc limit $2 offset $3`,
    [accountId, limit, offset],
  );
  return rows;
}
