import type { Pool } from 'pg';
import type { Queryable } from '../../database/queryable';
import { type EventTypeIds, eventTypeIds } from '../../event-store/event-type-ids';
import type { EventRow } from '../../event-store/read';
import type { Reactor } from './define-reactor';

/** As SQL: whether the event `e` may be for a reactor. Events of types that this process has not loaded yet may be. */
const mayBeFor = (types: string, known: string) =>
  `(${types} is null or e.event_type_id = any(${types}) or e.event_type_id <> all(${known}))`;

/** Returns the ids of its event types; null if it wants every type. */
function idsOf({ on }: Reactor, { types }: EventTypeIds): number[] | null {
  if (on === 'every event') return null;
  return [...types].filter(([, type]) => on.includes(type.name)).map(([id]) => id);
}

/**
 * Returns which of the reactors have pending events in these streams, in one statement. Moves the cursors of the others
 * past events that are not for them, so that there is never much to scan; skips cursors that are locked.
 */
export async function dueReactors(
  pool: Pool,
  reactors: readonly Reactor[],
  accountIds: readonly number[],
  now: Date,
): Promise<{ account_id: number; reactor: string }[]> {
  const ids = await eventTypeIds(pool);
  const wanted = reactors.map((reactor) => ({ name: reactor.name, types: idsOf(reactor, ids) }));
  const { rows } = await pool.query<{ account_id: number; reactor: string }>({
    name: 'due-reactors',
    text: `
      with checked as (
        select s.account_id, r.name as reactor, c.position, s.head, c.position is null or (
          select e.position from events e
          where e.account_id = s.account_id and e.position > c.position and ${mayBeFor('r.types', '$3::bigint[]')}
          order by e.position limit 1
        ) is not null as due
        from unnest($1::bigint[]) w (account_id)
        cross join lateral (select account_id, head from streams where account_id = w.account_id offset 0) s
        cross join jsonb_to_recordset($2) r (name text, types bigint[])
        left join lateral (
          select * from reactor_cursors where account_id = s.account_id and reactor = r.name offset 0
        ) c on true
        where coalesce(c.position, 0) < s.head and c.parked_at is null and coalesce(c.retry_at, 'epoch') <= $4
      ), idle as (
        select c.place, l.head, set_config('synchronous_commit', 'off', true)
        from checked l cross join lateral (
          select ctid as place from reactor_cursors
          where account_id = l.account_id and reactor = l.reactor and position = l.position for update skip locked
        ) c
        where not l.due
      ), passed as (
        update reactor_cursors c set position = idle.head, last_updated_at = clock_timestamp()
        from idle where c.ctid = idle.place
      )
      select account_id, reactor from checked where due`,
    values: [accountIds, JSON.stringify(wanted), [...ids.types.keys()], now],
  });
  return rows;
}

/** Reads the first event after a position that may be for the reactor, and the stream's head. */
export async function readNext(
  { pool, client }: { pool: Pool; client: Queryable },
  accountId: number,
  reactor: Reactor,
  after: number,
): Promise<{ next: EventRow | null; head: number }> {
  const ids = await eventTypeIds(pool, client);
  const { rows } = await client.query<EventRow & { head: number }>({
    name: 'next-for-reactor',
    text: `select s.head, e.* from streams s left join lateral (
        select * from events e
        where e.account_id = s.account_id and e.position > $2 and ${mayBeFor('$3::bigint[]', '$4::bigint[]')}
        order by e.position limit 1
      ) e on true where s.account_id = $1`,
    values: [accountId, after, idsOf(reactor, ids), [...ids.types.keys()]],
  });
  const { head, ...next } = rows[0]!;
  return { next: next.position === null ? null : next, head };
}
