import type { PageReader } from '../../engine/projecting/page';
import { nameKey } from '../values/contact-name';
import type { ContactRow, DeletedContactRow } from './contact-rows';

/** Returns the contact with this subject, whatever its current name is. */
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

/** Returns the current names of these contacts by subject, without deleted contacts. */
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

/** Returns the deleted contact with this subject. */
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

/** Returns the contact that has this name now. */
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

/** Returns the current name of the contact that used to have this name. Of several, picks the last one to have it. */
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

/** Returns the contact with this name that was deleted last. */
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

/** Returns deleted contacts, the most recently deleted first. */
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
