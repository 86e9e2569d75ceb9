import type { Pool } from 'pg';
import type { Projection } from './define-projection';
import type { Engine } from './engine';
import type { Projected } from './project';
import { projectStream, projectStreams } from './project-streams';

type Ended = Map<Projection, Projected>;
type Waiting = { engine: Engine; accountId: number; resolve(ended: Ended | Promise<Ended>): void };
type Queue = { waiting: Waiting[]; underWay: number };

/** While one transaction is at work, the next one is being filled. */
const atOnce = 2;
const mostTogether = 32;

const queues = new WeakMap<Pool, Queue>();

/**
 * Projects a stream like `projectStream`, together with whatever other streams are waiting at that moment: what it
 * costs to go to the database and to commit is shared. Nobody waits longer for it, since a stream that finds nothing
 * under way is projected at once.
 */
export function projectAmongOthers(engine: Engine, accountId: number): Promise<Ended> {
  const queue = queues.get(engine.pool) ?? { waiting: [], underWay: 0 };
  queues.set(engine.pool, queue);
  return new Promise((resolve) => {
    queue.waiting.push({ engine, accountId, resolve });
    if (queue.waiting.length === 1) setImmediate(leave, queue);
  });
}

function leave(queue: Queue): void {
  while (queue.underWay < atOnce && queue.waiting.length > 0) {
    const { engine } = queue.waiting[0]!;
    const together = queue.waiting.filter((one) => one.engine === engine).slice(0, mostTogether);
    queue.waiting = queue.waiting.filter((one) => !together.includes(one));
    queue.underWay++;
    void take(engine, together).finally(() => {
      queue.underWay--;
      leave(queue);
    });
  }
}

/** Never rejects: whatever goes wrong with many, each meets by itself. */
async function take(engine: Engine, together: readonly Waiting[]): Promise<void> {
  const ids = [...new Set(together.map(({ accountId }) => accountId))];
  const arrived = await projectStreams(engine, ids).catch(() => new Set<number>());
  for (const { accountId, resolve } of together)
    resolve(arrived.has(accountId) ? new Map() : projectStream(engine, accountId));
}
