import type { Engine } from '../projecting/engine';
import { jobSpec, reactTask } from '../projecting/fan-out';

/**
 * Queues jobs for streams that a reactor lags behind by age, and for those whose pause after a failure is over,
 * whatever the queue says. Returns their number.
 */
export async function sweepReactors(
  { pool, clock }: Engine,
  reactors: readonly string[],
  olderThanSeconds: number,
): Promise<number> {
  const { rows } = await pool.query<{ jobs: number }>({
    name: 'sweep-reactors',
    text: `
      with lagging as (
        select s.account_id, r.name
        from streams s
        cross join unnest($2::text[]) r (name)
        left join reactor_cursors c on c.account_id = s.account_id and c.reactor = r.name
        where coalesce(c.position, 0) < s.head and c.parked_at is null and coalesce(c.retry_at, 'epoch') <= $3
          and (c.failures > 0 or s.last_at < clock_timestamp() - $1 * interval '1 second')
        order by s.account_id, r.name limit 5000
      ), queued as (
        select graphile_worker.add_jobs(
          array_agg(${jobSpec(`'${reactTask}'`, `'reactor'`, 'name', 'account_id', '0')} order by account_id, name)
        )
        from lagging having count(*) > 0
      )
      select (select count(*) from lagging)::integer as jobs from (select count(*) from queued) q`,
    values: [olderThanSeconds, reactors, clock()],
  });
  return rows[0]?.jobs ?? 0;
}
