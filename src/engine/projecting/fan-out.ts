import type { Engine } from './engine';

/** The graphile-worker task that runs the projections and reactors of one stream, and the payload of its jobs. */
export const projectStreamTask = 'project-stream';
export type ProjectStreamJob = { accountId: number };

/** Workers of earlier releases queue these tasks for projections and reactors, with the same payload. */
export const earlierStreamTasks = ['project', 'react'];

const streamsPerRound = 500;

/**
 * Finds streams whose head has passed what was fanned out, advances that mark, and queues a job per stream, in one
 * statement whose commit does not wait for the disk. Skips locked streams: their mark stays where it was, so the next
 * round finds them. Returns the number of streams.
 */
export async function fanOut({ pool }: Pick<Engine, 'pool'>): Promise<number> {
  let total = 0;
  for (;;) {
    const { rows } = await pool.query<{ streams: number }>({
      name: 'fan-out',
      text: `
        with found as (
          select account_id, set_config('synchronous_commit', 'off', true) from streams where head > fanned_out
          order by account_id limit $1 for update skip locked
        ), moved as (
          update streams set fanned_out = head from found where streams.account_id = found.account_id
          returning streams.account_id
        ), queued as (
          select graphile_worker.add_jobs(array_agg(${streamJob('account_id', '0')} order by account_id))
          from moved having count(*) > 0
        )
        select (select count(*) from moved)::integer as streams from (select count(*) from queued) q`,
      values: [streamsPerRound],
    });
    const { streams } = rows[0]!;
    total += streams;
    if (streams < streamsPerRound) return total;
  }
}

/** Returns a stream's job as SQL. Its key allows one waiting job per stream: another one would add nothing. */
export function streamJob(accountId: string, priority: string): string {
  return `(
    '${projectStreamTask}', json_build_object('accountId', ${accountId}), null, null, null,
    'stream:' || ${accountId}, ${priority}, null
  )::graphile_worker.job_spec`;
}
