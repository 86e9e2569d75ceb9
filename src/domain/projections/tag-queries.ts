import type { PageReader } from '../../engine/projecting/page';
import { nameKey } from '../values/contact-name';

/** A tag and how many contacts have it. If its capitalization differs among them, a capitalized one is used. */
export type CountedTag = { key: string; tag: string; contacts: number };

/** Finds a tag regardless of capitalization. Returns undefined if no contact has it. */
export async function findTag(
  db: PageReader,
  accountId: number,
  tag: string,
): Promise<CountedTag | undefined> {
  // No tag contains a null character, and PostgreSQL rejects text with one.
  if (tag.includes('\0')) return undefined;
  const { rows } = await db.query<CountedTag>(
    `select tag_key as key, min(tag collate "C") as tag, count(*)::integer as contacts
      from projected_contact_tags where account_id = $1 and tag_key = $2 group by tag_key`,
    [accountId, nameKey(tag)],
  );
  return rows[0];
}

/**
 * Returns the account's tags sorted by key, as suggestions while typing. Skips from tag to tag in the index, so the
 * cost depends on the number of tags, not on how many contacts have them.
 */
export async function suggestTags(db: PageReader, accountId: number, limit = 200): Promise<string[]> {
  const { rows } = await db.query<{ tag: string }>(
    `select tag from (
        with recursive one (tag_key, tag) as (
          (select tag_key, tag from projected_contact_tags where account_id = $1 order by tag_key, contact limit 1)
          union all
          select next.tag_key, next.tag from one cross join lateral (
            select tag_key, tag from projected_contact_tags
            where account_id = $1 and tag_key > one.tag_key order by tag_key, contact limit 1
          ) next
        )
        select tag from one limit $2
      ) suggested`,
    [accountId, limit],
  );
  return rows.map(({ tag }) => tag);
}
