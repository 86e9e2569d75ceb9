import type { Task } from 'graphile-worker';
import { type Engine, projectionNamed } from '../src/projecting/engine';
import type { ProjectJob } from '../src/projecting/fan-out';
import { project } from '../src/projecting/project';

/** A wake-up for one projection of one stream. After a handler's failure it comes again when the pause is over. */
export function projectJob(kith: Engine): Task {
  return async (payload, { addJob, job }) => {
    const { projection, accountId } = payload as ProjectJob;
    const ended = await project(kith, projectionNamed(kith, projection), accountId);
    if (ended.kind !== 'failed') return;
    await addJob(job.task_identifier, payload, {
      runAt: ended.retryAt,
      jobKey: `${projection}:${accountId}`,
    });
  };
}
