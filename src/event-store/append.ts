import type { Pool } from 'pg';
import type { NewEvent } from './define-event';
import { eventTypeIds, reloadEventTypeIds } from './event-type-ids';
import type { EventTypes } from './event-types';
import type { Queryable } from './read';

export type Append = {
  accountId: number;
  entityId: number;
  /** The head that the events were decided on. */
  head: number;
  /** `cause`: the position of the event that this one follows from. */
  events: readonly (NewEvent & { cause?: number })[];
  /** Why: the request or job, and the event that caused it, if any. No personal data. */
  metadata?: Metadata;
  /** Digest of a form's token and content: the same submission appends once. */
  submission?: { digest: Buffer; subject: number | null };
  /** When it happened, for logs that are told afterwards. Never before the stream's newest event. */
  at?: Date;
};

export type Metadata = {
  request?: string;
  job?: string;
  command?: string;
  cause?: number;
  reason?: string;
  /** The position of the first event that was appended with this one, where there were several. Written by `append`. */
  first?: number;
};

/** `at`: the moment that the events bear. */
export type Appended =
  | { kind: 'appended'; head: number; at: Date }
  | { kind: 'lost-race' }
  | { kind: 'repeated' };

/**
 * Appends the events behind `head`, all or none, in one statement.
 * `lost-race`: the head has moved, decide again. `repeated`: this submission was appended before.
 * Throws InvalidPayload before anything is written.
 */
export async function append(
  { pool, eventTypes }: { pool: Pool; eventTypes: EventTypes },
  wanted: Append,
  /** A connection within a transaction, where the append is to be part of it. */
  db: Queryable = pool,
): Promise<Appended> {
  for (const { type, payload } of wanted.events) eventTypes.check(type, payload);
  const types = await typeIds(wanted.events, eventTypes, pool, db);
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

/** The subject's position for an event that is the `index`th (from 0) appended on `head`. */
export function subjectOf(event: NewEvent, head: number, index: number): number | null {
  return event.subject === 'itself' ? head + index + 1 : event.subject;
}

// The update takes the stream's row and holds it until the commit, so commit order is position order. Whoever
// waited here sees the head moved, changes no row, and so inserts none.
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

/** Reads the ids again where one is missing: this process may have started before its release step was done. */
export async function typeIds(events: readonly NewEvent[], types: EventTypes, pool: Pool, db: Queryable) {
  const names = events.map(({ type }) => `${type}/${types.newest(type)}`);
  let { ids } = await eventTypeIds(pool, db);
  if (!names.every((name) => ids.has(name))) ({ ids } = await reloadEventTypeIds(pool, db));
  return names.map((name) => {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`The event type ${name} is not released yet: run the release step`);
    return id;
  });
}

function values(wanted: Append, types: number[]) {
  const { accountId, entityId, head, events, submission, at } = wanted;
  const { subjects, payloads, metadata } = eventTexts(wanted);
  return [
    accountId,
    head,
    events.length,
    entityId,
    metadata,
    subjects,
    types,
    payloads,
    at ?? null,
    submission?.digest ?? null,
    submission?.subject ?? null,
  ];
}

/** What the statement takes of the events, in their order. */
export function eventTexts({ events, head, metadata }: Append) {
  return {
    subjects: events.map((event, index) => subjectOf(event, head, index)),
    payloads: events.map(({ payload }) => JSON.stringify(payload)),
    metadata: events.map(({ cause }) =>
      JSON.stringify({
        ...metadata,
        ...(events.length > 1 && { first: head + 1 }),
        ...(cause && { cause }),
      }),
    ),
  };
}

function isRepeatedSubmission(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === '23505' && constraint === 'submissions_pkey';
}
