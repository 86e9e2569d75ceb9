import type { PageReader } from '../../engine/projecting/page';
import type { MeetingRow } from './contact-rows';

/** A meeting in a list, with the contact's name. `notes`: the start of the notes, in Markdown. */
export type ListedMeeting = Pick<
  MeetingRow,
  | 'meeting'
  | 'contact'
  | 'meeting_on'
  | 'meeting_time'
  | 'interaction'
  | 'email'
  | 'email_for'
  | 'email_at'
  | 'email_reason'
> & { name: string; notes: string };

export type Slice = { limit: number; offset?: number };

/** Returns the account's meetings from `today` on, the earliest first, without those that already took place. */
export function listComingMeetings(db: PageReader, accountId: number, today: string, slice: Slice) {
  return list(
    db,
    accountId,
    `c.meeting = m.meeting and m.meeting_on >= $2
      order by m.meeting_on, m.meeting_time nulls first, m.meeting`,
    today,
    slice,
  );
}

/** Returns the account's meetings before `today` and those that took place today, the latest first. */
export function listMeetingsThatWere(db: PageReader, accountId: number, today: string, slice: Slice) {
  return list(
    db,
    accountId,
    `m.meeting_on <= $2 and (m.meeting_on < $2 or m.interaction is not null)
      order by m.meeting_on desc, m.meeting_time desc nulls last, m.meeting desc`,
    today,
    slice,
  );
}

/** Returns notes for next meetings that have no date yet. Contacts that changed last come first. */
export async function listUndatedNotes(
  db: PageReader,
  accountId: number,
  limit: number,
): Promise<{ name: string; notes: string }[]> {
  const { rows } = await db.query<{ name: string; notes: string }>(
    `select name, left(next_meeting_notes, ${beginning}) as notes from projected_contacts
      where account_id = $1 and meeting is not null and next_meeting_on is null and next_meeting_notes <> ''
      order by last_updated_at desc limit $2`,
    [accountId, limit],
  );
  return rows;
}

/** Returns the contact's meetings that took place or whose date is before `today`, newest first. */
export async function listPastMeetings(
  db: PageReader,
  accountId: number,
  contact: number,
  today: string,
  { limit = 50, offset = 0 }: { limit?: number; offset?: number } = {},
): Promise<MeetingRow[]> {
  const { rows } = await db.query<MeetingRow>(
    `select * from projected_meetings where account_id = $1 and contact = $2
        and (meeting_on < $3 or interaction is not null)
      order by meeting_on desc, meeting desc limit $4 offset $5`,
    [accountId, contact, today, limit, offset],
  );
  return rows;
}

/** Returns the contact's meeting whose first event has this position. */
export async function findMeeting(
  db: PageReader,
  accountId: number,
  contact: number,
  meeting: number,
): Promise<MeetingRow | undefined> {
  const { rows } = await db.query<MeetingRow>(
    'select * from projected_meetings where account_id = $1 and meeting = $3 and contact = $2',
    [accountId, contact, meeting],
  );
  return rows[0];
}

/** How many characters of the notes to read. Lists show only a few lines, and notes can be long. */
const beginning = 600;

async function list(
  db: PageReader,
  accountId: number,
  rest: string,
  today: string,
  { limit, offset = 0 }: Slice,
): Promise<ListedMeeting[]> {
  const { rows } = await db.query<ListedMeeting>(
    `select m.meeting, m.contact, c.name, m.meeting_on, m.meeting_time, left(m.notes, ${beginning}) as notes,
        m.interaction, m.email, m.email_for, m.email_at, m.email_reason
      from projected_meetings m join projected_contacts c on c.account_id = m.account_id and c.contact = m.contact
      where m.account_id = $1 and ${rest} limit $3 offset $4`,
    [accountId, today, limit, offset],
  );
  return rows;
}
