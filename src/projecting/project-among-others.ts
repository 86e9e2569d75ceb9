import { amongOthers } from '../database/among-others';
import type { Projection } from './define-projection';
import type { Engine } from './engine';
import type { Projected } from './project';
import { projectStream, projectStreams } from './project-streams';

type Ended = Map<Projection, Projected>;
type Ask = { engine: Engine; accountId: number };

/**
 * Projects a stream like `projectStream`, together with whatever other streams are waiting at that moment: what it
 * costs to go to the database and to commit is shared.
 */
export function projectAmongOthers(engine: Engine, accountId: number): Promise<Ended> {
  return projectWithOthers(engine.pool, { engine, accountId });
}

const projectWithOthers = amongOthers<Ask, Ended>({
  most: 32,
  companions: (waiting) => waiting.filter(({ engine }) => engine === waiting[0]!.engine),
  async together(_, asks) {
    const ids = [...new Set(asks.map(({ accountId }) => accountId))];
    // Whatever goes wrong with many, each meets by itself: to project again changes nothing.
    const arrived = await projectStreams(asks[0]!.engine, ids).catch(() => new Set<number>());
    return asks.map(({ accountId }) => (arrived.has(accountId) ? new Map() : undefined));
  },
  alone: (_, { engine, accountId }) => projectStream(engine, accountId),
});
