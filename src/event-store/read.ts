import type { Pool, PoolClient } from 'pg';
import type { StoredEvent } from './define-event';
import type { EventTypeIds } from './event-type-ids';
import { type EventTypes, UnknownEventVersion } from './event-types';

export type Queryable = Pick<Pool | PoolClient, 'query'>;

export type EventRow = {
  account_id: number;
  position: number;
  id: number;
  subject: number | null;
  event_type_id: number;
  payload: unknown;
  created_at: Date;
  masked: boolean;
};

const columns = 'account_id, position, id, subject, event_type_id, payload, created_at, masked';

/** At most `limit` rows of a stream behind `after`, up to and with `upTo`, in order. Not upcast yet. */
export async function readEventRows(
  db: Queryable,
  accountId: number,
  {
    after = 0,
    upTo = Number.MAX_SAFE_INTEGER,
    limit = 1_000,
  }: { after?: number; upTo?: number; limit?: number },
): Promise<EventRow[]> {
  const { rows } = await db.query<EventRow>({
    name: 'read-events',
    text: `select ${columns} from events
      where account_id = $1 and position > $2 and position <= $3 order by position limit $4`,
    values: [accountId, after, upTo, limit],
  });
  return rows;
}

/** All rows about one subject (null: the account as a whole) up to and with `upTo`, in order. Not upcast yet. */
export async function readSubjectRows(
  db: Queryable,
  accountId: number,
  subject: number | null,
  upTo: number,
): Promise<EventRow[]> {
  const { rows } = await db.query<EventRow>(
    `select ${columns} from events
      where account_id = $1 and ${aboutSubject(subject)} and position <= $3 order by position`,
    [accountId, subject, upTo],
  );
  return rows;
}

// Both conditions use the index; "is not distinct from" would not.
function aboutSubject(subject: number | null): string {
  return subject === null ? 'subject is null and $2::bigint is null' : 'subject = $2';
}

/** A row as handlers see it. Throws UnknownEventVersion or InvalidPayload. */
export function decode(row: EventRow, { types }: EventTypeIds, eventTypes: EventTypes): StoredEvent {
  const type = types.get(row.event_type_id);
  if (!type) throw new UnknownEventVersion(`event type ${row.event_type_id} is newer than this release`);
  return {
    id: row.id,
    accountId: row.account_id,
    position: row.position,
    subject: row.subject,
    type: type.name,
    payload: eventTypes.upcast(type.name, type.version, row.payload),
    createdAt: row.created_at,
    ...(row.masked && { masked: true }),
  };
}
