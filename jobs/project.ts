import type { JobHelpers, Task } from 'graphile-worker';
import { type Engine, projectionNamed } from '../src/projecting/engine';
import { type ProjectJob, type ProjectStreamJob, projectTask } from '../src/projecting/fan-out';
import { type Projected, project } from '../src/projecting/project';
import { projectAmongOthers } from '../src/projecting/project-among-others';

/** A wake-up for all projections of one stream. */
export function projectStreamJob(kith: Engine): Task {
  return async (payload, helpers) => {
    const { accountId } = payload as ProjectStreamJob;
    for (const [{ name }, ended] of await projectAmongOthers(kith, accountId))
      await comeAgain(helpers, { projection: name, accountId }, ended);
  };
}

/** A wake-up for one projection of one stream. */
export function projectJob(kith: Engine): Task {
  return async (payload, helpers) => {
    const job = payload as ProjectJob;
    const ended = await project(kith, projectionNamed(kith, job.projection), job.accountId);
    await comeAgain(helpers, job, ended);
  };
}

/** After a handler's failure that projection comes again when the pause is over. */
async function comeAgain({ addJob }: JobHelpers, job: ProjectJob, ended: Projected): Promise<void> {
  if (ended.kind !== 'failed') return;
  await addJob(projectTask, job, { runAt: ended.retryAt, jobKey: `${job.projection}:${job.accountId}` });
}
