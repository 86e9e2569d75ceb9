import type { Engine } from './engine';
import { streamJob } from './fan-out';

const rebuildPriority = 10;
const maxStreams = 5_000;

/** The stream after which the next sweep continues, so that streams that lag for long don't crowd out others. */
export type Round = { after: number };

/**
 * Queues jobs for streams where a projection or one of these reactors lags by this age, or is due for a retry, whatever
 * the queue says: jobs of a killed worker stay locked for hours. Streams that only wait for a rebuild get a lower
 * priority. Returns the number of jobs, at most `max`; passing the same `round` to every sweep reaches all streams.
 */
export async function sweep(
  { pool, clock, projections }: Engine,
  reactors: readonly string[],
  olderThanSeconds: number,
  round: Round = { after: 0 },
  max = maxStreams,
): Promise<number> {
  const { rows } = await pool.query<{ jobs: number; last: number }>({
    name: 'sweep',
    text: `
      with lagging as (
        select account_id, bool_and(rebuild) as rebuild from (${projecting} union all ${reacting}) l
        group by account_id order by account_id limit $3
      ), queued as (
        select graphile_worker.add_jobs(
          array_agg(${streamJob('account_id', `case when rebuild then ${rebuildPriority} else 0 end`)} order by account_id)
        )
        from lagging having count(*) > 0
      )
      select (select count(*) from lagging)::integer as jobs, (select max(account_id) from lagging) as last
      from (select count(*) from queued) q`,
    values: [round.after, olderThanSeconds, max, projections.map(({ name }) => name), reactors, clock()],
  });
  const { jobs, last } = rows[0]!;
  round.after = jobs < max ? 0 : last;
  return jobs;
}

/** A last event in the future means that the clock was set back: its age is unknown. */
const isOld = `s.last_at not between clock_timestamp() - $2 * interval '1 second' and clock_timestamp()`;

const hasPending = (now: string) =>
  `coalesce(c.position, 0) < s.head and c.parked_at is null and coalesce(c.retry_at, 'epoch') <= ${now}`;

const isToRebuild = '(c.version <> p.version or c.replays <> p.replays)';

const projecting = `
  select s.account_id, coalesce(${isToRebuild}, false) as rebuild
  from streams s
  join projections p on p.name = any($4)
  left join projection_cursors c on c.account_id = s.account_id and c.projection = p.name
  where s.account_id > $1 and s.head > 0 and (${isToRebuild} or (${hasPending('clock_timestamp()')} and ${isOld}))`;

const reacting = `
  select s.account_id, false
  from streams s
  cross join unnest($5::text[]) r (name)
  left join reactor_cursors c on c.account_id = s.account_id and c.reactor = r.name
  where s.account_id > $1 and ${hasPending('$6')} and (c.failures > 0 or ${isOld})`;
