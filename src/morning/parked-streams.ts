import type { Pool } from 'pg';
import { accounts } from '../domain/projections/accounts';
import { contacts } from '../domain/projections/contacts';
import { meetingNotesEmails } from '../domain/projections/meeting-notes-emails';

/** Returns in how many streams emails may be missed because a projection that the search reads is parked. */
export async function parkedStreams(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ streams: number }>(
    `select count(distinct account_id)::integer as streams from projection_cursors
      where parked_at is not null and (projection = any($1) or projection = $2 and account_id in (
        select account_id from projected_accounts where stay_in_touch_email))`,
    [[accounts.name, meetingNotesEmails.name], contacts.name],
  );
  return rows[0]!.streams;
}
