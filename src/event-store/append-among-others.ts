import type { Pool } from 'pg';
import { type Append, type Appended, append, eventTexts, isDatabaseError, typeIds } from './append';
import type { EventTypes } from './event-types';

type Store = { pool: Pool; eventTypes: EventTypes };

type Waiting = {
  store: Store;
  wanted: Append;
  types: number[];
  resolve(appended: Appended | Promise<Appended>): void;
  reject(error: unknown): void;
};

/** While one statement is being committed, the next one is being filled. */
const atOnce = 2;
const mostTogether = 64;

type Queue = { waiting: Waiting[]; underWay: number };
const queues = new WeakMap<Pool, Queue>();

/**
 * Appends like `append`, together with whatever else is appended to other streams at that moment: one way to the
 * database and back, and one flush of its log, for all of them. Nobody waits longer for it, since an append that finds
 * nothing under way leaves at once. Each is still all or nothing, and decided on its own head.
 */
export async function appendAmongOthers(store: Store, wanted: Append): Promise<Appended> {
  const { pool, eventTypes } = store;
  for (const { type, payload } of wanted.events) eventTypes.check(type, payload);
  const types = await typeIds(wanted.events, eventTypes, pool, pool);
  const queue = queues.get(pool) ?? { waiting: [], underWay: 0 };
  queues.set(pool, queue);
  return new Promise((resolve, reject) => {
    queue.waiting.push({ store, wanted, types, resolve, reject });
    // Whoever appends in the same turn of the event loop comes along.
    if (queue.waiting.length === 1) setImmediate(leave, pool, queue);
  });
}

function leave(pool: Pool, queue: Queue): void {
  while (queue.underWay < atOnce && queue.waiting.length > 0) {
    const together = oneEachStream(queue.waiting);
    queue.waiting = queue.waiting.filter((one) => !together.includes(one));
    queue.underWay++;
    void appendTogether(pool, together).finally(() => {
      queue.underWay--;
      leave(pool, queue);
    });
  }
}

function oneEachStream(waiting: readonly Waiting[]): Waiting[] {
  const streams = new Map<number, Waiting>();
  for (const one of waiting) {
    if (streams.size === mostTogether) break;
    if (!streams.has(one.wanted.accountId)) streams.set(one.wanted.accountId, one);
  }
  return [...streams.values()];
}

/** Never rejects. What the statement left out goes its own way: it waits for the stream, and learns why it lost. */
async function appendTogether(pool: Pool, together: Waiting[]) {
  const alone = ({ store, wanted, resolve }: Waiting) => resolve(append(store, wanted));
  try {
    const appended = await query(pool, together);
    for (const one of together) {
      const found = appended.get(one.wanted.accountId);
      if (found) one.resolve(found);
      else alone(one);
    }
  } catch (error) {
    // One that the database refuses takes the others down with it: each tries alone. A connection that broke may have
    // broken behind the commit, and nobody tries again.
    if (isDatabaseError(error)) for (const one of together) alone(one);
    else for (const { reject } of together) reject(error);
  }
}

async function query(pool: Pool, together: Waiting[]) {
  const all = together.map(({ wanted }) => wanted);
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
      together.flatMap(({ types }) => types),
      texts.flatMap(({ payloads }) => payloads),
      texts.flatMap(({ metadata }) => metadata),
    ],
  });
  return new Map(
    rows.map(({ account_id, head, at }): [number, Appended] => [account_id, { kind: 'appended', head, at }]),
  );
}

// Streams that somebody holds are left out, so that nobody waits for another's; so are those whose head has moved.
// Whoever holds a stream's row alone adds submissions to it, so a look at them here is the truth.
const appendTogetherSql = `
  with wanted as (
    select * from unnest($1::bigint[], $2::bigint[], $3::integer[], $4::bigint[], $5::timestamptz[], $6::bytea[], $7::bigint[])
      with ordinality as w (account_id, head, count, entity_id, at, digest, subject, nth)
  ), free as (
    select s.account_id from streams s join wanted w on w.account_id = s.account_id and w.head = s.head
    where not exists (select from submissions x where x.account_id = w.account_id and x.digest = w.digest)
    for update of s skip locked
  ), moved as (
    update streams s
    set head = w.head + w.count, last_at = greatest(s.last_at, coalesce(w.at, clock_timestamp()))
    from free join wanted w on w.account_id = free.account_id
    where s.account_id = free.account_id
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
