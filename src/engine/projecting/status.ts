import type { Pool } from 'pg';

/** The status of a projection or a reactor in all streams. */
export type Status = {
  name: string;
  /** The number of all streams, and of those where its cursor is not at the head. */
  streams: number;
  behind: number;
  /** Seconds since the oldest pending event; null if none is pending. */
  oldestWait: number | null;
  /** The number of streams where it failed and is retried. */
  retrying: number;
  /** The streams where it stopped, with the error. */
  parked: { accountId: number; position: number; error: string; since: Date }[];
  lastUpdatedAt: Date | null;
};

/** The status by kind of cursor. The names of the tables derive from the kind. */
export type Statuses = {
  /** The version that the release step wrote (null: never released), and how many streams wait for a rebuild. */
  projection: Status & { releasedVersion: number | null; rebuilding: number };
  /** Null if it was never released here. */
  reactor: Status & { releasedAt: Date | null };
};
export type Kind = keyof Statuses;

/** Returns the statuses of the projections or reactors with these names, in the same order. */
export async function statusesOf<K extends Kind>(
  pool: Pool,
  kind: K,
  names: readonly string[],
): Promise<Statuses[K][]> {
  const statuses: Statuses[K][] = [];
  for (const name of names) statuses.push(await statusOf(pool, kind, name));
  return statuses;
}

/** Lets parked streams retry, beginning with the first pause, at the next sweep. Returns their number. */
export async function retryParked(pool: Pool, kind: Kind, names: readonly string[]): Promise<number> {
  const { rowCount } = await pool.query(
    `update ${kind}_cursors set parked_at = null, retry_at = null, failures = 0, failed_position = null
      where parked_at is not null and ${kind} = any($1)`,
    [names],
  );
  return rowCount ?? 0;
}

/** Columns that only one kind has; `r` is its row in `projections` or `reactors`. */
const own = {
  projection: `max(r.version) as "releasedVersion",
    count(*) filter (where c.version <> r.version or c.replays <> r.replays)::integer as rebuilding`,
  reactor: `max(r.released_at) as "releasedAt"`,
};

async function statusOf<K extends Kind>(pool: Pool, kind: K, name: string): Promise<Statuses[K]> {
  const { rows } = await pool.query(
    `select
        count(s.account_id)::integer as streams,
        count(*) filter (where coalesce(c.position, 0) < s.head)::integer as behind,
        count(*) filter (where c.failures > 0 and c.parked_at is null)::integer as retrying,
        extract(epoch from clock_timestamp() - min(e.created_at))::double precision as "oldestWait",
        max(c.last_updated_at) as "lastUpdatedAt",
        ${own[kind]}
      from (values ($1::text)) w (name)
      left join ${kind}s r on r.name = w.name
      left join streams s on s.head > 0
      left join ${kind}_cursors c on c.account_id = s.account_id and c.${kind} = w.name
      left join events e on e.account_id = s.account_id and e.position = coalesce(c.position, 0) + 1`,
    [name],
  );
  const parked = await pool.query(
    `select account_id as "accountId", failed_position as position, error, parked_at as since
      from ${kind}_cursors where ${kind} = $1 and parked_at is not null order by parked_at limit 100`,
    [name],
  );
  return { name, ...rows[0], parked: parked.rows };
}
