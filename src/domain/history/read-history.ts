import type { Queryable } from '../../database/queryable';
import type { Metadata } from '../../event-store/append';
import type { EventRow } from '../../event-store/read';

/** A row of the log with who triggered it (`system`: the name of a system process, or null for the account) and why. */
export type HistoryRow = EventRow & { metadata: Metadata; system: string | null };

const select = `
  select e.account_id, e.position, e.id, e.subject, e.event_type_id, e.payload, e.created_at, e.masked, e.metadata,
    by.name as system
  from events e left join entities by on by.id = e.entity_id and by.kind = 'system'`;

/** Returns the events of these subjects (null: the account as a whole) up to and including `upTo`, in order. */
export async function readHistory(
  db: Queryable,
  accountId: number,
  subjects: readonly (number | null)[],
  upTo: number,
): Promise<HistoryRow[]> {
  const about = subjects.filter((subject) => subject !== null);
  const { rows } = await db.query<HistoryRow>(
    `${select} where e.account_id = $1 and e.subject = any($2::bigint[]) and e.position <= $3 order by e.position`,
    [accountId, about, upTo],
  );
  if (!subjects.includes(null)) return rows;
  const whole = await db.query<HistoryRow>(
    `${select} where e.account_id = $1 and e.subject is null and e.position <= $2 order by e.position`,
    [accountId, upTo],
  );
  return [...rows, ...whole.rows].sort((a, b) => a.position - b.position);
}

/** Returns the subjects and positions of at most `limit` events before a position, newest first. */
export async function readNewest(
  db: Queryable,
  accountId: number,
  before: number,
  limit: number,
): Promise<{ position: number; subject: number | null }[]> {
  const { rows } = await db.query<{ position: number; subject: number | null }>(
    `select position, subject from events where account_id = $1 and position < $2
      order by position desc limit $3`,
    [accountId, before, limit],
  );
  return rows;
}
