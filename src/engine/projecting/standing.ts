import type { PoolClient } from 'pg';
import type { Queryable } from '../../database/queryable';
import type { EventRow } from '../../event-store/read';
import type { Projection } from './define-projection';

/** The state of a projection in a stream: its cursor, as this process sees it. */
export type Standing = {
  projection: string;
  /**
   * `ready`: it can continue. `missing`: it has no cursor yet. `waiting`: the release in the database has another
   * version of it. `rebuild`: its rows are of another version, or a replay was requested. `pausing`: it failed, and
   * waits until `retry_at`. `parked`: it waits until an operator requests a retry.
   */
  state: 'ready' | 'missing' | 'waiting' | 'rebuild' | 'pausing' | 'parked';
  /** The last event that its rows are folded from. */
  position: number;
  /** The version of its rows; null if there are none. */
  version: number | null;
  /** The number of the last replay that rebuilt its rows. */
  replays: number;
  /** How often rows of the stream were erased. What was folded before an erasure must not be written after it. */
  erasureCount: number;
  parked: boolean;
  retry_at: Date | string | null;
};

// $1 is the account, $2 and $3 are the projections' names and the versions that this process has of them.
const standings = `
  select w.name as projection, coalesce(c.position, 0) as position, c.version, coalesce(c.replays, 0) as replays,
    coalesce(c.erasures, 0) as "erasureCount", c.retry_at,
    c.parked_at is not null as parked,
    case
      when p.version is distinct from w.version then 'waiting'
      when c.projection is null then 'missing'
      when c.version <> p.version or c.replays <> p.replays then 'rebuild'
      when c.parked_at is not null then 'parked'
      when c.retry_at > clock_timestamp() then 'pausing'
      else 'ready'
    end as state
  from unnest($2::text[], $3::integer[]) w (name, version)
  left join projections p on p.name = w.name
  left join projection_cursors c on c.account_id = $1 and c.projection = w.name`;

/** Returns the states of these projections in a stream, in the same order. */
export async function readStandings(
  db: Queryable,
  accountId: number,
  projections: readonly Projection[],
): Promise<Standing[]> {
  const { rows } = await db.query<Standing>({
    name: 'read-standings',
    text: standings,
    values: valuesOf(accountId, projections),
  });
  return projections.map(({ name }) => rows.find(({ projection }) => projection === name)!);
}

export type Pending = {
  standings: Standing[];
  /** At most `limit` events after the earliest projection that is ready, in order. */
  events: EventRow[];
  /** There may be more. */
  more: boolean;
};

/** Reads the states of the projections in a stream, and their pending events, in one statement. */
export async function readPending(
  db: Queryable,
  accountId: number,
  projections: readonly Projection[],
  limit: number,
): Promise<Pending> {
  const { rows } = await db.query<{ standings: Standing[]; events: EventRow[] | null }>({
    name: 'read-pending',
    text: `
      with standings as (${standings}
      ), pending as (
        select account_id, position, id, subject, event_type_id, payload, created_at, masked from events
        where account_id = $1 and position > (select min(position) from standings where state = 'ready')
        order by position limit $4
      )
      select (select json_agg(s) from standings s) as standings,
        (select json_agg(p order by p.position) from pending p) as events`,
    values: [...valuesOf(accountId, projections), limit],
  });
  const { standings: found, events } = rows[0]!;
  const revived = (events ?? []).map((row) => ({ ...row, created_at: new Date(row.created_at) }));
  return { standings: found, events: revived, more: revived.length === limit };
}

/** Creates missing cursors at the stream's beginning, for projections that have the version of the release. */
export async function createCursors(
  db: Queryable,
  accountId: number,
  projections: readonly Projection[],
): Promise<void> {
  await db.query({
    name: 'create-cursors',
    text: `insert into projection_cursors (account_id, projection, version, replays)
      select $1, p.name, p.version, p.replays from unnest($2::text[], $3::integer[]) w (name, version)
        join projections p on p.name = w.name and p.version = w.version
      order by p.name on conflict do nothing`,
    values: valuesOf(accountId, projections),
  });
}

/** Locks the cursors for the rest of the transaction, always in the same order, and returns the projections' states. */
export async function lockCursors(
  client: PoolClient,
  accountId: number,
  projections: readonly Projection[],
): Promise<Standing[]> {
  // A missing row can't be locked. Of two processes that insert it, the second waits for the first, then locks its row.
  await createCursors(client, accountId, projections);
  await client.query({
    name: 'lock-cursors',
    text: `select from projection_cursors where account_id = $1 and projection = any($2)
      order by projection for update`,
    values: [accountId, projections.map(({ name }) => name)],
  });
  return readStandings(client, accountId, projections);
}

function valuesOf(accountId: number, projections: readonly Projection[]): unknown[] {
  return [accountId, projections.map(({ name }) => name), projections.map(({ version }) => version)];
}
