import type { Pool } from 'pg';
import type { Engine } from './engine';

export type ParkedStream = { accountId: number; position: number; error: string; since: Date };

export type ProjectionStatus = {
  name: string;
  /** The version of this code, and the one that the release step wrote. Null: never released. */
  version: number;
  releasedVersion: number | null;
  /** All streams, those whose projection is not at their head, and those that wait for a rebuild. */
  streams: number;
  behind: number;
  rebuilding: number;
  /** Seconds since the oldest event that the projection has not seen. Null: it has seen all. */
  oldestWait: number | null;
  /** Streams whose handler failed, and is tried again. */
  retrying: number;
  parked: ParkedStream[];
  lastUpdatedAt: Date | null;
};

/** How each projection of this release stands. */
export async function projectionsStatus({ pool, projections }: Engine): Promise<ProjectionStatus[]> {
  const statuses: ProjectionStatus[] = [];
  for (const { name, version } of projections) {
    statuses.push({ name, version, ...(await counts(pool, name)), parked: await parkedStreams(pool, name) });
  }
  return statuses;
}

/** Lets parked streams of the projections try again, at the worker's next look. Returns their number. */
export async function retryParked({ pool }: Engine, names: readonly string[]): Promise<number> {
  const { rowCount } = await pool.query(
    `update projection_cursors set parked_at = null, retry_at = null, failures = 0
      where parked_at is not null and projection = any($1)`,
    [names],
  );
  return rowCount ?? 0;
}

async function counts(pool: Pool, name: string) {
  const { rows } = await pool.query<Omit<ProjectionStatus, 'name' | 'version' | 'parked'>>(
    `select
        (select version from projections where name = $1) as "releasedVersion",
        count(*)::integer as streams,
        count(*) filter (where coalesce(c.position, 0) < s.head)::integer as behind,
        count(*) filter (where c.version <> p.version or c.replays <> p.replays)::integer as rebuilding,
        count(*) filter (where c.failures > 0 and c.parked_at is null)::integer as retrying,
        extract(epoch from clock_timestamp() - min(e.created_at))::double precision as "oldestWait",
        max(c.last_updated_at) as "lastUpdatedAt"
      from streams s
      left join projection_cursors c on c.account_id = s.account_id and c.projection = $1
      left join projections p on p.name = $1
      left join events e on e.account_id = s.account_id and e.position = coalesce(c.position, 0) + 1
      where s.head > 0`,
    [name],
  );
  return rows[0]!;
}

async function parkedStreams(pool: Pool, name: string): Promise<ParkedStream[]> {
  const { rows } = await pool.query<ParkedStream>(
    `select account_id as "accountId", failed_position as position, error, parked_at as since
      from projection_cursors where projection = $1 and parked_at is not null order by parked_at limit 100`,
    [name],
  );
  return rows;
}
