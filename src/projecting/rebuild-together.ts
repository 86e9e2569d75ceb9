import { inTransaction } from '../database/transaction';
import { lockCursors, moveCursors } from './cursor';
import type { Projection } from './define-projection';
import type { Engine } from './engine';
import { erasuresOf } from './erasures';
import { isDataError } from './failure-record';
import { HandlerFailure } from './fold';
import { rebuild, replaceRows, waitsForRebuild } from './rebuild';
import { type Folded, foldOn, unfolded } from './stream-fold';

export type RebuiltTogether = { events: number; rows: number; changed: number };

/**
 * Rebuilds these projections of one stream: its events are read and checked once for all of them, and everybody's rows
 * and cursors change in one transaction. Where one of them stumbles, each goes on by itself (`rebuild`), as far as it
 * gets.
 */
export async function rebuildTogether(
  engine: Engine,
  projections: readonly Projection[],
  accountId: number,
): Promise<RebuiltTogether> {
  const together = await rebuildAll(engine, projections, accountId);
  if (together) return together;
  const sum = { events: 0, rows: 0, changed: 0 };
  for (const projection of projections) {
    const rebuilt = await rebuild(engine, projection, accountId);
    sum.events = Math.max(sum.events, rebuilt?.events ?? 0);
    sum.rows += rebuilt?.rows ?? 0;
    sum.changed += rebuilt?.changed ?? 0;
  }
  return sum;
}

/** Null: one of them stumbles. */
async function rebuildAll(
  engine: Engine,
  projections: readonly Projection[],
  accountId: number,
): Promise<RebuiltTogether | null> {
  try {
    const erasures = await erasuresOf(engine.pool, accountId);
    const folded = new Map(projections.map((projection) => [projection, unfolded(projection)]));
    await foldOn(engine, engine.pool, accountId, folded);
    return await land(engine, accountId, folded, erasures);
  } catch (error) {
    if (error instanceof HandlerFailure || isDataError(error)) return null;
    throw error;
  }
}

/** Null: something was erased since the fold began. */
function land(engine: Engine, accountId: number, folded: Map<Projection, Folded>, erasures: number) {
  return inTransaction(engine.pool, async (client): Promise<RebuiltTogether | null> => {
    const cursors = await lockCursors(client, [...folded.keys()], accountId);
    // From here on nobody erases anything before the cursors are let go.
    if ((await erasuresOf(client, accountId)) !== erasures) return null;
    for (const projection of folded.keys()) {
      const cursor = cursors.find(({ projection: name }) => name === projection.name);
      if (!waitsForRebuild(cursor, projection)) folded.delete(projection);
    }
    const sum: RebuiltTogether = { events: 0, rows: 0, changed: 0 };
    if (folded.size === 0) return sum;
    await foldOn(engine, client, accountId, folded);
    const moves = [...folded].map(([{ name, version }, { position }]) => {
      const { release_replays } = cursors.find(({ projection }) => projection === name)!;
      return { projection: name, position, version, replays: release_replays };
    });
    for (const [projection, its] of folded) {
      const { rows, changed } = await replaceRows(engine, client, projection, accountId, its);
      sum.events = its.events;
      sum.rows += rows;
      sum.changed += changed;
      // A long stream's rows need not stay in memory until the last ones are written.
      folded.delete(projection);
    }
    await moveCursors(client, accountId, moves);
    return sum;
  });
}
