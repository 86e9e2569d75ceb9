import type { Pool } from 'pg';
import type { Queryable } from '../database/queryable';
import type { StoredEvent } from './define-event';
import { type EventTypeIds, eventTypeIds, reloadEventTypeIds } from './event-type-ids';
import type { EventTypes } from './event-types';

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

/** Reads at most `limit` rows of a stream after a position, up to and including `upTo`, in order. Does not upcast. */
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

/** Returns the stream's head; 0 if there is no such stream. */
export async function readHead(db: Queryable, accountId: number): Promise<number> {
  const { rows } = await db.query<{ head: number }>({
    name: 'read-head',
    text: 'select head from streams where account_id = $1',
    values: [accountId],
  });
  return rows[0]?.head ?? 0;
}

/** What reading events requires: a database, and this release's event types. */
export type EventSource = { pool: Pool; eventTypes: EventTypes };

/**
 * Turns rows into events, in order, up to the first with a type or version that this release does not know. A caller
 * that holds a connection passes it as `db`: if all are held, waiting for another one could last forever.
 */
export async function decodeKnown(
  { pool, eventTypes }: EventSource,
  db: Queryable,
  rows: readonly EventRow[],
): Promise<{ events: StoredEvent[]; unknownAhead: boolean }> {
  let ids = await eventTypeIds(pool, db);
  if (rows.some((row) => !ids.types.has(row.event_type_id))) ids = await reloadEventTypeIds(pool, db);
  const events: StoredEvent[] = [];
  for (const row of rows) {
    const event = decode(row, ids, eventTypes);
    if (!event) return { events, unknownAhead: true };
    events.push(event);
  }
  return { events, unknownAhead: false };
}

/** Turns a row into an event. Returns null if this release does not know its type or version. */
export function decode(row: EventRow, { types }: EventTypeIds, eventTypes: EventTypes): StoredEvent | null {
  const type = types.get(row.event_type_id);
  if (!type || !eventTypes.knows(type.name, type.version)) return null;
  return new DecodedEvent(row, type.name, type.version, eventTypes);
}

/**
 * Upcasts and checks its payload when `payload` is first read, which throws InvalidPayload if the payload violates its
 * schema. So an invalid payload stops only the handlers of its event type.
 */
class DecodedEvent implements StoredEvent {
  readonly id: number;
  readonly accountId: number;
  readonly position: number;
  readonly subject: number | null;
  readonly createdAt: Date;
  readonly masked?: true;
  #payload: unknown;
  #checked = false;
  readonly #version: number;
  readonly #eventTypes: EventTypes;

  constructor(
    row: EventRow,
    readonly type: string,
    version: number,
    eventTypes: EventTypes,
  ) {
    this.id = row.id;
    this.accountId = row.account_id;
    this.position = row.position;
    this.subject = row.subject;
    this.createdAt = row.created_at;
    if (row.masked) this.masked = true;
    this.#payload = row.payload;
    this.#version = version;
    this.#eventTypes = eventTypes;
  }

  get payload(): unknown {
    if (!this.#checked) {
      this.#payload = this.#eventTypes.upcast(this.type, this.#version, this.#payload);
      this.#checked = true;
    }
    return this.#payload;
  }
}
