import type { Pool } from 'pg';
import { amongOthers } from '../database/among-others';
import { type Append, type Appended, append, eventTexts, typeIds } from './append';
import type { EventTypes } from './event-types';

type Store = { pool: Pool; eventTypes: EventTypes };
type Ask = { store: Store; wanted: Append; types: number[] };

/**
 * Appends like `append`, together with whatever else is appended to other streams at that moment: one way to the
 * database and back, and one flush of its log, for all of them. Each is still all or nothing, and decided on its own
 * head.
 */
export async function appendAmongOthers(store: Store, wanted: Append): Promise<Appended> {
  const { pool, eventTypes } = store;
  for (const { type, payload } of wanted.events) eventTypes.check(type, payload);
  const types = await typeIds(wanted.events, eventTypes, pool, pool);
  return appendWithOthers(pool, { store, wanted, types });
}

const appendWithOthers = amongOthers<Ask, Appended>({
  most: 64,
  companions: oneEachStream,
  together: appendTogether,
  // What the statement left out waits for the stream, and learns why it lost.
  alone: (_, { store, wanted }) => append(store, wanted),
});

function oneEachStream(waiting: readonly Ask[]): readonly Ask[] {
  const streams = new Map<number, Ask>();
  for (const ask of waiting) if (!streams.has(ask.wanted.accountId)) streams.set(ask.wanted.accountId, ask);
  return [...streams.values()];
}

async function appendTogether(pool: Pool, asks: readonly Ask[]): Promise<(Appended | undefined)[]> {
  const all = asks.map(({ wanted }) => wanted);
  const texts = all.map(eventTexts);
  const each = <T>(value: (wanted: Append) => T) => all.map(value);
  const { rows } = await pool.query<{ account_id: number; head: number; at: Date }>({
    name: 'append together',
    text: appendTogetherSql,
    values: [
      each(({ accountId }) => accountId),
      each(({ head }) => head),
      each(({ events }) => events.length),
      each(({ entityId }) => entityId),
      each(({ at }) => at ?? null),
      each(({ submission }) => submission?.digest ?? null),
      each(({ submission }) => submission?.subject ?? null),
      all.flatMap(({ events }, index) => events.map(() => index + 1)),
      all.flatMap(({ events }) => events.map((_, index) => index + 1)),
      texts.flatMap(({ subjects }) => subjects),
      asks.flatMap(({ types }) => types),
      texts.flatMap(({ payloads }) => payloads),
      texts.flatMap(({ metadata }) => metadata),
    ],
  });
  const appended = new Map(
    rows.map(({ account_id, head, at }): [number, Appended] => [account_id, { kind: 'appended', head, at }]),
  );
  return each(({ accountId }) => appended.get(accountId));
}

// Streams that somebody holds are left out, so that nobody waits for another's; so are those whose head has moved.
// Whoever holds a stream's row alone adds submissions to it, so a look at them here is the truth. Rows are looked up one
// by one, and found again by their places, or the planner may read small tables from end to end, and go on when they grow.
const appendTogetherSql = `
  with wanted as (
    select * from unnest($1::bigint[], $2::bigint[], $3::integer[], $4::bigint[], $5::timestamptz[], $6::bytea[], $7::bigint[])
      with ordinality as w (account_id, head, count, entity_id, at, digest, subject, nth)
  ), free as (
    select w.*, s.ctid as place from wanted w cross join lateral (
      select ctid from streams where account_id = w.account_id and head = w.head
        and not exists (select from submissions x where x.account_id = w.account_id and x.digest = w.digest)
      for update skip locked
    ) s
  ), moved as (
    update streams s
    set head = w.head + w.count, last_at = greatest(s.last_at, coalesce(w.at, clock_timestamp()))
    from free w where s.ctid = w.place
    returning s.account_id, s.head, s.last_at, w.head as decided_on, w.entity_id, w.digest, w.subject, w.nth
  ), inserted as (
    insert into events (account_id, position, subject, event_type_id, entity_id, payload, metadata, created_at)
    select m.account_id, m.decided_on + e.n, e.subject, e.event_type_id, m.entity_id, e.payload, e.metadata, m.last_at
    from moved m
    join unnest($8::bigint[], $9::integer[], $10::bigint[], $11::smallint[], $12::jsonb[], $13::jsonb[])
      as e (nth, n, subject, event_type_id, payload, metadata) on e.nth = m.nth
    order by e.nth, e.n
  ), submitted as (
    insert into submissions (account_id, digest, head, subject)
    select account_id, digest, head, subject from moved where digest is not null
  )
  select account_id, head, last_at as at from moved`;
