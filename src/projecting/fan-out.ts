import type { Engine } from './engine';

/** graphile-worker's names: the tasks, and what their jobs carry. */
export const projectTask = 'project';
export type ProjectJob = { projection: string; accountId: number };
export const reactTask = 'react';
export type ReactJob = { reactor: string; accountId: number };

const streamsPerRound = 500;
const rebuildPriority = 10;

/**
 * Finds streams whose head has passed what was fanned out, advances that mark, and queues a job per projection,
 * reactor and stream, in one statement. Streams that somebody holds are skipped: their mark stays behind, so the next round
 * finds them. Returns the number of streams.
 */
export async function fanOut(engine: Engine, reactors: readonly string[] = []): Promise<number> {
  const projections = engine.projections.map(({ name }) => [projectTask, 'projection', name]);
  const handlers = [...projections, ...reactors.map((name) => [reactTask, 'reactor', name])];
  let total = 0;
  for (;;) {
    const { rows } = await engine.pool.query<{ streams: number }>({
      name: 'fan-out',
      text: `
        with found as (
          select account_id from streams where head > fanned_out
          order by account_id limit $1 for update skip locked
        ), moved as (
          update streams set fanned_out = head from found where streams.account_id = found.account_id
          returning streams.account_id
        ), queued as (
          select graphile_worker.add_jobs(array_agg(${jobSpec('h.task', 'h.kind', 'h.name', 'moved.account_id', '0')}
            order by moved.account_id, h.name))
          from moved cross join unnest($2::text[], $3::text[], $4::text[]) h (task, kind, name)
          having count(*) > 0
        )
        select (select count(*) from moved)::integer as streams from (select count(*) from queued) q`,
      values: [streamsPerRound, ...[0, 1, 2].map((column) => handlers.map((handler) => handler[column]))],
    });
    const streams = rows[0]?.streams ?? 0;
    total += streams;
    if (streams < streamsPerRound) return total;
  }
}

/**
 * Queues jobs for streams that lag by age, whatever the queue says: jobs of a killed worker stay locked for hours.
 * Also for streams that wait for a rebuild, behind the live ones. Returns the number of jobs.
 */
export async function sweep(engine: Engine, olderThanSeconds: number): Promise<number> {
  const { rows } = await engine.pool.query<{ jobs: number }>({
    name: 'sweep',
    text: `
      with lagging as (
        select s.account_id, p.name,
          c.version is distinct from p.version or c.replays is distinct from p.replays as rebuild
        from streams s
        join projections p on p.name = any($2)
        left join projection_cursors c on c.account_id = s.account_id and c.projection = p.name
        where s.head > 0 and (
          (c.version is not null and (c.version <> p.version or c.replays <> p.replays))
          or (coalesce(c.position, 0) < s.head and c.parked_at is null and coalesce(c.retry_at, 'epoch') <= clock_timestamp()
            and s.last_at < clock_timestamp() - $1 * interval '1 second')
        )
        order by s.account_id, p.name limit 5000
      ), queued as (
        select graphile_worker.add_jobs(array_agg(${jobSpec(`'${projectTask}'`, `'projection'`, 'name', 'account_id', `case when rebuild then ${rebuildPriority} else 0 end`)}
          order by account_id, name))
        from lagging having count(*) > 0
      )
      select (select count(*) from lagging)::integer as jobs from (select count(*) from queued) q`,
    values: [olderThanSeconds, engine.projections.map(({ name }) => name)],
  });
  return rows[0]?.jobs ?? 0;
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
