import { pipelineOf } from '../database/pool';
import type { Queryable } from '../database/queryable';
import type { NewEvent } from './define-event';
import { eventTypeIds, reloadEventTypeIds } from './event-type-ids';
import type { EventSource } from './read';

export type Append = {
  accountId: number;
  entityId: number;
  /** The head that the events were decided on. */
  head: number;
  /** `cause`: the position of the event that caused this one. */
  events: readonly (NewEvent & { cause?: number })[];
  /** Why it happened: the request or job, and the event that caused it, if any. No personal data. */
  metadata?: Metadata;
  /** Digest of a form's token and content: the same submission appends once. */
  submission?: { digest: Buffer; subject: number | null };
  /** When it happened, for events that are recorded later. Never stored as earlier than the stream's newest event. */
  at?: Date;
};

export type Metadata = {
  request?: string;
  job?: string;
  command?: string;
  cause?: number;
  reason?: string;
  /** The position of the first event of the same append, if it had several. Set by `append`. */
  first?: number;
};

/** `at`: when the events happened, as stored. */
export type Appended =
  | { kind: 'appended'; head: number; at: Date }
  | { kind: 'lost-race' }
  | { kind: 'repeated' };

/**
 * Appends the events after `head`, all or none, in one statement. Returns `lost-race` if the head has moved (decide
 * again), or `repeated` if this submission was appended before. Throws InvalidPayload before anything is written.
 */
export async function append(
  source: EventSource,
  wanted: Append,
  /** To make the append part of a transaction, pass its connection. */
  db: Queryable = pipelineOf(source.pool),
): Promise<Appended> {
  for (const { type, payload } of wanted.events) source.eventTypes.check(type, payload);
  const types = await typeIds(wanted.events, source, db);
  try {
    const { rows } = await db.query<{ head: number; at: Date }>({
      name: 'append',
      text: appendSql,
      values: values(wanted, types),
    });
    return rows[0] ? { kind: 'appended', ...rows[0] } : { kind: 'lost-race' };
  } catch (error) {
    if (isRepeatedSubmission(error)) return { kind: 'repeated' };
    throw error;
  }
}

/** Returns the subject of the event with this index (from 0) in an append at `head`. */
export function subjectOf(event: NewEvent, head: number, index: number): number | null {
  return event.subject === 'itself' ? head + index + 1 : event.subject;
}

// The update locks the stream's row until the commit, so commit order is position order. An append that waited for the
// lock finds that the head has moved, updates no row, and therefore inserts no event.
const appendSql = `
  with moved as (
    update streams
    set head = head + $3, last_at = greatest(last_at, coalesce($9, clock_timestamp()))
    where account_id = $1 and head = $2
    returning head, last_at
  ), inserted as (
    insert into events (account_id, position, subject, event_type_id, entity_id, payload, metadata, created_at)
    select $1, $2 + n, subject, event_type_id, $4, payload, metadata, last_at
    from moved, unnest($6::bigint[], $7::smallint[], $8::jsonb[], $5::jsonb[])
      with ordinality as t (subject, event_type_id, payload, metadata, n)
    order by n
  ), submitted as (
    insert into submissions (account_id, digest, head, subject)
    select $1, $10, head, $11 from moved where $10::bytea is not null
  )
  select head, last_at as at from moved`;

/** Reloads the ids if one is missing: this process may have started before its release step finished. */
async function typeIds(
  events: readonly NewEvent[],
  { pool, eventTypes }: EventSource,
  db: Queryable,
): Promise<number[]> {
  const names = events.map(({ type }) => `${type}/${eventTypes.newest(type)}`);
  let { ids } = await eventTypeIds(pool, db);
  if (!names.every((name) => ids.has(name))) ({ ids } = await reloadEventTypeIds(pool, db));
  return names.map((name) => {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`The event type ${name} is not released yet. Run npm run migrate.`);
    return id;
  });
}

function values({ accountId, entityId, head, events, metadata, submission, at }: Append, types: number[]) {
  const first = events.length > 1 && { first: head + 1 };
  return [
    accountId,
    head,
    events.length,
    entityId,
    events.map(({ cause }) => JSON.stringify({ ...metadata, ...first, ...(cause && { cause }) })),
    events.map((event, index) => subjectOf(event, head, index)),
    types,
    events.map(({ payload }) => JSON.stringify(payload)),
    at ?? null,
    submission?.digest ?? null,
    submission?.subject ?? null,
  ];
}

function isRepeatedSubmission(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === '23505' && constraint === 'submissions_pkey';
}
