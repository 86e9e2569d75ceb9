import type { PoolClient } from 'pg';
import { inTransaction } from '../database/transaction';
import { type LockedCursor, lockCursors } from './cursor';
import type { Projection } from './define-projection';
import type { Engine } from './engine';
import { isDataError } from './failure-record';
import { emptyTables, fold, HandlerFailure } from './fold';
import { obstacleOf, type Projected, project } from './project';
import { mostEventsBehind, readSnapshot } from './snapshot';
import { decodeKnown } from './stream-fold';
import { type Moved, writeTogether } from './write-together';

type Step = { done: boolean; alone: Projection[] };

/**
 * Brings all projections of one stream up to its head together: its events are read and checked once, and everybody's
 * rows and cursors move in one transaction. A projection that stumbles, or waits for its rebuild, goes on by itself
 * (`project`), so that it holds up no other. Call it as often and as many at once as you like.
 * Returns how each projection ended that is not `dry`.
 */
export async function projectStream(engine: Engine, accountId: number): Promise<Map<Projection, Projected>> {
  const ended = new Map<Projection, Projected>();
  for (const projection of await together(engine, accountId)) {
    const projected = await project(engine, projection, accountId);
    if (projected.kind !== 'dry') ended.set(projection, projected);
  }
  return ended;
}

/** Returns the projections that have to go on alone. */
async function together(engine: Engine, accountId: number): Promise<Projection[]> {
  for (;;) {
    try {
      const { done, alone } = await inTransaction(engine.pool, (client) =>
        takeStep(engine, client, accountId),
      );
      if (done) return alone;
    } catch (error) {
      // Rows that the database refuses: each by itself finds out whose they are.
      if (!isDataError(error)) throw error;
      return [...engine.projections];
    }
  }
}

async function takeStep(engine: Engine, client: PoolClient, accountId: number): Promise<Step> {
  const cursors = await lockCursors(client, engine.projections, accountId);
  const cursorOf = ({ name }: Projection) => cursors.find(({ projection }) => projection === name);
  const ready = engine.projections.filter((projection) => isReady(projection, cursorOf(projection)));
  const alone = engine.projections.filter((projection) => !ready.includes(projection));
  if (ready.length === 0) return { done: true, alone };
  const { behind, rows } = await readSnapshot(client, accountId, ready, [], null);
  const { events, unknownAhead } = await decodeKnown(engine, client, { name: 'stream' }, behind).catch(
    (error) => {
      if (error instanceof HandlerFailure) return { events: [], unknownAhead: true };
      throw error;
    },
  );
  const moved: Moved[] = [];
  const failed: Projection[] = [];
  for (const projection of ready) {
    const cursor = cursorOf(projection)!;
    const unseen = events.filter(({ position }) => position > cursor.position);
    if (unseen.length === 0) continue;
    const tables = emptyTables(projection);
    for (const stem of Object.keys(tables)) tables[stem]!.load(rows[stem] ?? []);
    try {
      fold(projection, tables, unseen);
      moved.push({ projection, tables, position: unseen.at(-1)!.position });
    } catch (error) {
      if (!(error instanceof HandlerFailure)) throw error;
      failed.push(projection);
    }
  }
  await writeTogether(client, accountId, moved);
  const isAll = behind.length <= mostEventsBehind;
  // One that stays behind would keep the others from the events that lie further ahead.
  if (unknownAhead || (failed.length > 0 && !isAll)) return { done: true, alone: [...engine.projections] };
  return { done: isAll, alone: [...alone, ...failed] };
}

function isReady(projection: Projection, cursor: LockedCursor | undefined): boolean {
  return cursor !== undefined && obstacleOf(cursor, projection) === null;
}
