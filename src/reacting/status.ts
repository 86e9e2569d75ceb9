import type { Pool } from 'pg';

export type ReactorStatus = {
  name: string;
  /** Null: never released here. */
  releasedAt: Date | null;
  streams: number;
  behind: number;
  /** Seconds since the oldest event that it has not reacted to. Null: there is none. */
  oldestWait: number | null;
  /** Streams where it failed, and is tried again. */
  retrying: number;
  /** With the error that it stopped at. */
  parked: { accountId: number; position: number; error: string; since: Date }[];
};

/** How each reactor stands that runs after the commit. */
export async function reactorsStatus(pool: Pool, names: readonly string[]): Promise<ReactorStatus[]> {
  const statuses: ReactorStatus[] = [];
  for (const name of names)
    statuses.push({ name, ...(await counts(pool, name)), parked: await parked(pool, name) });
  return statuses;
}

/** Lets parked streams try again, with a day of patience anew. Returns their number. */
export async function retryReactors(pool: Pool, names: readonly string[]): Promise<number> {
  const { rowCount } = await pool.query(
    `update reactor_cursors
      set parked_at = null, retry_at = null, failures = 0, failed_position = null, failing_since = null
      where parked_at is not null and reactor = any($1)`,
    [names],
  );
  return rowCount ?? 0;
}

async function counts(pool: Pool, name: string) {
  const { rows } = await pool.query<Omit<ReactorStatus, 'name' | 'parked'>>(
    `select
        (select released_at from reactors where name = $1) as "releasedAt",
        count(*)::integer as streams,
        count(*) filter (where coalesce(c.position, 0) < s.head)::integer as behind,
        count(*) filter (where c.failures > 0 and c.parked_at is null)::integer as retrying,
        extract(epoch from clock_timestamp() - min(e.created_at))::double precision as "oldestWait"
      from streams s
      left join reactor_cursors c on c.account_id = s.account_id and c.reactor = $1
      left join events e on e.account_id = s.account_id and e.position = coalesce(c.position, 0) + 1
      where s.head > 0`,
    [name],
  );
  return rows[0]!;
}

async function parked(pool: Pool, name: string): Promise<ReactorStatus['parked']> {
  const { rows } = await pool.query(
    `select account_id as "accountId", failed_position as position, error, parked_at as since
      from reactor_cursors where reactor = $1 and parked_at is not null order by parked_at limit 100`,
    [name],
  );
  return rows;
}
