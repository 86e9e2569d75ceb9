import type { Task } from 'graphile-worker';
import type { Engine } from '../src/engine/projecting/engine';
import { type ProjectStreamJob, projectStreamTask } from '../src/engine/projecting/fan-out';
import { projectStream } from '../src/engine/projecting/project-stream';
import type { Lanes } from '../src/engine/reacting/lanes';

/**
 * A wake-up for all that follows one stream. Reactors are only told, since what they wait for may take its time; a
 * projection that failed comes again when its pause is over.
 */
export function projectStreamJob(kith: Engine, lanes: Lanes): Task {
  return async (payload, { addJob }) => {
    const { accountId } = payload as ProjectStreamJob;
    lanes.wake(accountId);
    const retryAt = await projectStream(kith, accountId);
    if (!retryAt) return;
    await addJob(projectStreamTask, { accountId }, { runAt: retryAt, jobKey: `retry:${accountId}` });
  };
}
