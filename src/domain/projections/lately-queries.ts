import type { PageReader } from '../../engine/projecting/page';

/** Something the account holder wrote: the description of an interaction, or notes for a meeting. */
export type Written = {
  kind: 'interaction' | 'notes';
  name: string;
  /** The date of the interaction or meeting. Null if the meeting has no date. */
  day: string | null;
  /** The description, or the start of the notes, in Markdown. */
  words: string;
};

/**
 * Returns what the account holder wrote last, newest first. Entries written at the same time are sorted by date. Skips
 * deleted contacts. `besides`: meetings whose notes the page shows elsewhere.
 */
export async function listLately(
  db: PageReader,
  accountId: number,
  { limit, besides }: { limit: number; besides: number[] },
): Promise<Written[]> {
  const { rows } = await db.query<Written>(
    `select kind, name, day, words from (
      (select i.interaction as began, 'interaction' as kind, c.name, i.interacted_on as day, i.description as words,
          i.last_updated_at as written_at
        from projected_interactions i
          join projected_contacts c on c.account_id = i.account_id and c.contact = i.contact
        where i.account_id = $1 order by i.interaction desc limit $2)
      union all
      (select m.meeting, 'notes', c.name, m.meeting_on, left(m.notes, 600), m.notes_at
        from projected_meetings m
          join projected_contacts c on c.account_id = m.account_id and c.contact = m.contact
        where m.account_id = $1 and m.notes_at is not null and m.notes <> '' and m.meeting <> all($3::bigint[])
        order by m.notes_at desc limit $2)
    ) lately order by written_at desc, day desc nulls last, began desc limit $2`,
    [accountId, limit, besides],
  );
  return rows;
}
