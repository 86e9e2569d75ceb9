import type { PageReader } from '../../engine/projecting/page';
import { nameKey } from '../values/contact-name';

/** A tag with how many contacts bear it. Where they have it written differently: with capitals, if one has. */
export type CountedTag = { key: string; tag: string; contacts: number };

/** The tag, however it is written here. Undefined: no contact bears it. */
export async function findTag(
  db: PageReader,
  accountId: number,
  tag: string,
): Promise<CountedTag | undefined> {
  // No tag has it, and PostgreSQL takes none.
  if (tag.includes('\0')) return undefined;
  const { rows } = await db.query<CountedTag>(
    `select tag_key as key, min(tag collate "C") as tag, count(*)::integer as contacts
      from projected_contact_tags where account_id = $1 and tag_key = $2 group by tag_key`,
    [accountId, nameKey(tag)],
  );
  return rows[0];
}

/**
 * The account's tags in the order of their keys: what is offered where one is typed in. Goes from tag to tag in the
 * index, so that it costs what there are tags, however many contacts bear them.
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
