import type { Task } from 'graphile-worker';
import type { Engine } from '../src/engine/projecting/engine';
import { type ProjectStreamJob, projectStreamTask } from '../src/engine/projecting/fan-out';
import { projectStream } from '../src/engine/projecting/project-stream';
import type { Lanes } from '../src/engine/reacting/lanes';

/**
 * Wakes everything that reads one stream. It doesn't wait for reactors, whose side effects may be slow. A projection
 * that failed is queued again for its next retry.
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
