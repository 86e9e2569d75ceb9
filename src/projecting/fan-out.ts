import { eventTypeIds } from '../event-store/event-type-ids';
import type { Engine } from './engine';

/**
 * graphile-worker's names: the tasks, and what their jobs carry. `projectTask` is for a projection that goes on by
 * itself; a worker of a release before this one queues nothing else.
 */
export const projectStreamTask = 'project-stream';
export type ProjectStreamJob = { accountId: number };
export const projectTask = 'project';
export type ProjectJob = { projection: string; accountId: number };
export const reactTask = 'react';
export type ReactJob = { reactor: string; accountId: number };

const streamsPerRound = 500;
const rebuildPriority = 10;

/** As much of a reactor as it takes to wake it: its name, and the types that it is for. */
export type Reactor = {
  /** Kebab-case, and never another's, a projection's either: cursors and jobs go by it. */
  name: string;
  on: readonly string[] | 'every event';
};

/**
 * Finds streams whose head has passed what was fanned out, advances that mark, and queues a job per stream for its
 * projections and one per reactor that is for what happened, in one statement. Streams that somebody holds are skipped:
 * their mark stays behind, so the next round finds them. Returns the number of streams.
 */
export async function fanOut(engine: Engine, reactors: readonly Reactor[] = []): Promise<number> {
  const wanted = await withTypeIds(engine, reactors);
  let total = 0;
  for (;;) {
    const { rows } = await engine.pool.query<{ streams: number }>({
      name: 'fan-out',
      text: `
        with found as (
          select account_id, fanned_out as before from streams where head > fanned_out
          order by account_id limit $1 for update skip locked
        ), moved as (
          update streams set fanned_out = head from found where streams.account_id = found.account_id
          returning streams.account_id, before
        ), woken as (
          select m.account_id, r.name from moved m cross join jsonb_to_recordset($2) r (name text, types bigint[])
          where r.types is null or exists (
            select from events e where e.account_id = m.account_id and e.position > m.before and e.event_type_id = any(r.types)
          )
        ), jobs as (
          select account_id, ${streamJob('account_id', '0')} as job from moved
          union all select account_id, ${jobSpec(`'${reactTask}'`, `'reactor'`, 'name', 'account_id', '0')} from woken
        ), queued as (
          select graphile_worker.add_jobs(array_agg(job order by account_id)) from jobs having count(*) > 0
        )
        select (select count(*) from moved)::integer as streams from (select count(*) from queued) q`,
      values: [streamsPerRound, JSON.stringify(wanted)],
    });
    const streams = rows[0]?.streams ?? 0;
    total += streams;
    if (streams < streamsPerRound) return total;
  }
}

/**
 * The reactors with the ids of their types; null: every type. Those of a newer release are in no list: the sweeper
 * finds what lags because of them.
 */
export async function withTypeIds({ pool }: Engine, reactors: readonly Reactor[]) {
  const { types } = await eventTypeIds(pool);
  return reactors.map(({ name, on }) => ({
    name,
    types:
      on === 'every event' ? null : [...types].filter(([, type]) => on.includes(type.name)).map(([id]) => id),
  }));
}

/** How many jobs one sweep queues at most. */
export const mostJobsSwept = 5_000;

/** The stream behind which the next sweep goes on, so that those which lag for long keep it from no other. */
export type Round = { after: number };

/**
 * Queues jobs for streams that lag by age, whatever the queue says: jobs of a killed worker stay locked for hours.
 * Also for streams that wait for a rebuild, behind the live ones. Returns the number of jobs, at most `most`; whoever
 * keeps the `round` from sweep to sweep comes to all streams.
 */
export async function sweep(
  engine: Engine,
  olderThanSeconds: number,
  round: Round = { after: 0 },
  most = mostJobsSwept,
): Promise<number> {
  const { rows } = await engine.pool.query<{ jobs: number; last: number }>({
    name: 'sweep',
    text: `
      with lagging as (
        select s.account_id,
          bool_and(c.version is distinct from p.version or c.replays is distinct from p.replays) as rebuild
        from streams s
        join projections p on p.name = any($2)
        left join projection_cursors c on c.account_id = s.account_id and c.projection = p.name
        where s.account_id > $3 and s.head > 0 and (
          (c.version is not null and (c.version <> p.version or c.replays <> p.replays))
          or (coalesce(c.position, 0) < s.head and c.parked_at is null and coalesce(c.retry_at, 'epoch') <= clock_timestamp()
            and s.last_at < clock_timestamp() - $1 * interval '1 second')
        )
        group by s.account_id order by s.account_id limit $4
      ), queued as (
        select graphile_worker.add_jobs(array_agg(${streamJob('account_id', `case when rebuild then ${rebuildPriority} else 0 end`)}
          order by account_id))
        from lagging having count(*) > 0
      )
      select (select count(*) from lagging)::integer as jobs, (select max(account_id) from lagging) as last
      from (select count(*) from queued) q`,
    values: [olderThanSeconds, engine.projections.map(({ name }) => name), round.after, most],
  });
  const { jobs, last } = rows[0]!;
  round.after = jobs < most ? 0 : last;
  return jobs;
}

/** The job of a stream as SQL. The key keeps one waiting job a stream: more wake-ups than that say nothing new. */
function streamJob(accountId: string, priority: string): string {
  return `(
    '${projectStreamTask}', json_build_object('accountId', ${accountId}), null, null, null,
    'stream:' || ${accountId}, ${priority}, null
  )::graphile_worker.job_spec`;
}

/**
 * A job as SQL, from expressions: the task, what kind of handler it wakes, its name, the stream. The key keeps one
 * waiting job a handler and stream: more wake-ups than that say nothing new.
 */
export function jobSpec(
  task: string,
  kind: string,
  name: string,
  accountId: string,
  priority: string,
): string {
  return `(
    ${task}, json_build_object(${kind}, ${name}, 'accountId', ${accountId}), null, null, null,
    ${name} || ':' || ${accountId}, ${priority}, null
  )::graphile_worker.job_spec`;
}
