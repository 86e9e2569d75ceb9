import { eventTypeIds } from '../event-store/event-type-ids';
import type { Engine } from '../projecting/engine';
import { jobSpec, mostJobsSwept, type Reactor, reactTask, withTypeIds } from '../projecting/fan-out';

/** Like the projections' `Round`: the stream and the reactor behind which the next sweep goes on. */
export type ReactorRound = { after: number; reactor: string };

/**
 * Queues jobs for streams that a reactor lags behind by age, and for those whose pause after a failure is over,
 * whatever the queue says. Returns their number, at most `most`; whoever keeps the `round` comes to all of them.
 */
export async function sweepReactors(
  engine: Engine,
  reactors: readonly Reactor[],
  olderThanSeconds: number,
  round: ReactorRound = { after: 0, reactor: '' },
  most = mostJobsSwept,
): Promise<number> {
  const { pool, clock } = engine;
  await passOver(engine, reactors, olderThanSeconds);
  const { rows } = await pool.query<{ jobs: number; after: number; reactor: string }>({
    name: 'sweep-reactors',
    text: `
      with lagging as (
        select s.account_id, r.name
        from streams s
        cross join unnest($2::text[]) r (name)
        left join reactor_cursors c on c.account_id = s.account_id and c.reactor = r.name
        where (s.account_id, r.name) > ($4::bigint, $5::text)
          and coalesce(c.position, 0) < s.head and c.parked_at is null and coalesce(c.retry_at, 'epoch') <= $3
          and (c.failures > 0 or s.last_at < clock_timestamp() - $1 * interval '1 second')
        order by s.account_id, r.name limit $6
      ), queued as (
        select graphile_worker.add_jobs(
          array_agg(${jobSpec(`'${reactTask}'`, `'reactor'`, 'name', 'account_id', '0')} order by account_id, name)
        )
        from lagging having count(*) > 0
      )
      select (select count(*) from lagging)::integer as jobs, last.account_id as after, last.name as reactor
      from (select count(*) from queued) q
      left join (select * from lagging order by account_id desc, name desc limit 1) last on true`,
    values: [olderThanSeconds, reactors.map(({ name }) => name), clock(), round.after, round.reactor, most],
  });
  const { jobs, after, reactor } = rows[0]!;
  Object.assign(round, jobs < most ? { after: 0, reactor: '' } : { after, reactor });
  return jobs;
}

/**
 * Moves cursors over events that are for nobody: those that a reactor is not for wake it not, and so leave its cursor
 * behind. Events of a type that this release does not know may be for it.
 */
async function passOver(
  engine: Engine,
  reactors: readonly Reactor[],
  olderThanSeconds: number,
): Promise<void> {
  const { types } = await eventTypeIds(engine.pool);
  const particular = (await withTypeIds(engine, reactors)).filter((reactor) => reactor.types);
  await engine.pool.query({
    name: 'pass-over',
    text: `
      with idle as (
        select c.account_id, c.reactor, s.head
        from jsonb_to_recordset($2) r (name text, types bigint[])
        join reactor_cursors c on c.reactor = r.name and c.parked_at is null and c.failures = 0
        join streams s on s.account_id = c.account_id and s.head > c.position
          and s.last_at < clock_timestamp() - $1 * interval '1 second'
        where not exists (
          select from events e where e.account_id = c.account_id and e.position > c.position and e.position <= s.head
            and (e.event_type_id = any(r.types) or e.event_type_id <> all($3::bigint[]))
        )
        order by c.account_id, c.reactor limit 5000 for update of c skip locked
      )
      update reactor_cursors c set position = idle.head, last_updated_at = clock_timestamp()
      from idle where c.account_id = idle.account_id and c.reactor = idle.reactor and c.position < idle.head`,
    values: [olderThanSeconds, JSON.stringify(particular), [...types.keys()]],
  });
}
