import type { PageReader } from '../../engine/projecting/page';
import type { ContactRow } from './contact-rows';

/** A contact who is due: the date to be in touch has come or passed. */
export type DueContact = Pick<
  ContactRow,
  'name' | 'contact' | 'last_interacted_on' | 'meeting' | 'next_meeting_on' | 'next_meeting_time'
> & { stay_in_touch_every: number; stay_in_touch_on: string };

/**
 * Returns the contacts who are due on the local date `today` (YYYY-MM-DD) or overdue, the longest overdue first. Skips
 * contacts who have a meeting on that date.
 */
export async function listDue(
  db: PageReader,
  accountId: number,
  today: string,
  { limit = 50, offset = 0 }: { limit?: number; offset?: number } = {},
): Promise<DueContact[]> {
  const { rows } = await db.query<DueContact>(
    `select name, contact, last_interacted_on, meeting, next_meeting_on, next_meeting_time,
        stay_in_touch_every, stay_in_touch_on
      from projected_contacts where ${isDue} order by stay_in_touch_on, contact limit $3 offset $4`,
    [accountId, today, limit, offset],
  );
  return rows;
}

/** Returns how many contacts are due. */
export async function countDue(db: PageReader, accountId: number, today: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::integer as count from projected_contacts where ${isDue}`,
    [accountId, today],
  );
  return rows[0]!.count;
}

const isDue = 'account_id = $1 and stay_in_touch_on <= $2 and next_meeting_on is distinct from $2';
