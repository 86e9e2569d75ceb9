import type { Pool } from 'pg';
import { accounts } from '../projections/accounts';
import { meetingNotesEmails } from '../projections/meeting-notes-emails';

/** How many streams may have mails that no run finds: a projection in which mails are looked for is parked there. */
export async function parkedStreams(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ streams: number }>(
    `select count(distinct account_id)::integer as streams from projection_cursors
      where projection = any($1) and parked_at is not null`,
    [[accounts.name, meetingNotesEmails.name]],
  );
  return rows[0]!.streams;
}
