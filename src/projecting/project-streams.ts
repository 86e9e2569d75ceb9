import type { PoolClient } from 'pg';
import { inTransaction } from '../database/transaction';
import { type Behind, type ReadBehind, readBehind } from './behind';
import { type LockedCursor, lockCursors, lockFreeCursors } from './cursor';
import type { Projection } from './define-projection';
import type { Engine } from './engine';
import { isDataError } from './failure-record';
import { emptyTables, fold, HandlerFailure } from './fold';
import { obstacleOf, type Projected, project } from './project';
import { decodeKnown } from './stream-fold';
import { type Moved, writeTogether } from './write-together';

const eventsOfOne = 2_000;
const eventsOfEach = 200;

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

/**
 * The same for many streams, in one transaction for all of them. Returns those that it brought to their heads: streams
 * that somebody else is at, that are new, far behind or in any trouble are left as they are, for `projectStream`.
 */
export async function projectStreams(engine: Engine, accountIds: readonly number[]): Promise<Set<number>> {
  try {
    return await inTransaction(engine.pool, async (client) => {
      const streams = await readyStreams(engine, client, accountIds);
      const found = await readBehind(client, streams, engine.projections, eventsOfEach);
      const moved: Moved[] = [];
      const arrived = new Set<number>();
      for (const stream of streams) {
        const behind = found.get(stream.accountId)!;
        const folded = await foldBehind(engine, client, engine.projections, stream, behind);
        if (folded.failed.length > 0 || folded.unknownAhead) continue;
        moved.push(...folded.moved);
        if (behind.events.length < eventsOfEach) arrived.add(stream.accountId);
      }
      await writeTogether(client, moved);
      return arrived;
    });
  } catch (error) {
    if (isDataError(error)) return new Set();
    throw error;
  }
}

type Stream = Behind & { cursors: readonly LockedCursor[] };

async function readyStreams(
  engine: Engine,
  client: PoolClient,
  accountIds: readonly number[],
): Promise<Stream[]> {
  const cursors = await lockFreeCursors(client, engine.projections, accountIds);
  return accountIds.flatMap((accountId) => {
    const its = cursors.filter(({ account_id }) => account_id === accountId);
    const isReady = engine.projections.every((projection) => readyCursor(projection, its));
    return isReady ? [{ accountId, cursors: its, after: hindmost(its) }] : [];
  });
}

/** Returns the projections that have to go on alone. */
async function together(engine: Engine, accountId: number): Promise<readonly Projection[]> {
  for (;;) {
    try {
      const alone = await inTransaction(engine.pool, (client) => takeStep(engine, client, accountId));
      if (alone) return alone;
    } catch (error) {
      // Rows that the database refuses: each by itself finds out whose they are.
      if (!isDataError(error)) throw error;
      return engine.projections;
    }
  }
}

/** Null: there is more to come. */
async function takeStep(
  engine: Engine,
  client: PoolClient,
  accountId: number,
): Promise<readonly Projection[] | null> {
  const cursors = await lockCursors(client, engine.projections, accountId);
  const ready = engine.projections.filter((projection) => readyCursor(projection, cursors));
  const others = engine.projections.filter((projection) => !ready.includes(projection));
  if (ready.length === 0) return others;
  const after = hindmost(ready.map((projection) => readyCursor(projection, cursors)!));
  const behind = (await readBehind(client, [{ accountId, after }], ready, eventsOfOne)).get(accountId)!;
  const { moved, failed, unknownAhead } = await foldBehind(
    engine,
    client,
    ready,
    { accountId, after, cursors },
    behind,
  );
  await writeTogether(client, moved);
  const isAll = behind.events.length < eventsOfOne;
  // One that stays behind would keep the others from the events that lie further ahead.
  if (unknownAhead || (failed.length > 0 && !isAll)) return engine.projections;
  return isAll ? [...others, ...failed] : null;
}

async function foldBehind(
  engine: Engine,
  client: PoolClient,
  projections: readonly Projection[],
  { accountId, cursors }: Stream,
  { events: eventRows, rows }: ReadBehind,
): Promise<{ moved: Moved[]; failed: Projection[]; unknownAhead: boolean }> {
  const { events, unknownAhead } = await decodeKnown(engine, client, { name: 'stream' }, eventRows).catch(
    (error) => {
      if (error instanceof HandlerFailure) return { events: [], unknownAhead: true };
      throw error;
    },
  );
  const moved: Moved[] = [];
  const failed: Projection[] = [];
  for (const projection of projections) {
    const { position } = readyCursor(projection, cursors)!;
    const unseen = events.filter((event) => event.position > position);
    if (unseen.length === 0) continue;
    const tables = emptyTables(projection);
    for (const stem of Object.keys(tables)) tables[stem]!.load(rows[stem] ?? []);
    try {
      fold(projection, tables, unseen);
      moved.push({ accountId, projection, tables, position: unseen.at(-1)!.position });
    } catch (error) {
      if (!(error instanceof HandlerFailure)) throw error;
      failed.push(projection);
    }
  }
  return { moved, failed, unknownAhead };
}

function readyCursor(projection: Projection, cursors: readonly LockedCursor[]): LockedCursor | undefined {
  const cursor = cursors.find(({ projection: name }) => name === projection.name);
  return cursor && obstacleOf(cursor, projection) === null ? cursor : undefined;
}

function hindmost(cursors: readonly LockedCursor[]): number {
  return Math.min(...cursors.map(({ position }) => position));
}
