import type { Pool } from 'pg';
import type { StoredEvent } from '../event-store/define-event';
import type { Engine } from '../projecting/engine';
import { readAmongOthers } from '../projecting/read-among-others';
import { tablesOf } from '../projecting/rows';
import { areCurrent, projectionsOf, readFolds, type Saw, type State, type Wanted } from '../projecting/state';
import { Recollection } from './recollection';

/** How long a stream is remembered, in milliseconds, and how many rows of one and of all. */
const longest = 60_000;
const mostRowsEach = 1_000;
const mostRows = 20_000;

/** `remembered`: the head may have moved since; an append on it would tell. */
export type Remembered = State & {
  remembered: boolean;
  /** Whether no other command of this process has appended meanwhile: its events are in these tables from then on. */
  isStill(): boolean;
};

export type Memory = {
  /** The state as `readState` tells it, or as it was when this process last looked. Throws Unfoldable. */
  read(engine: Engine, accountId: number, wanted: readonly Wanted[], saw: Saw | null): Promise<Remembered>;
  /** Takes what was just appended on `head`. */
  appended(accountId: number, head: number, events: readonly StoredEvent[]): void;
  forget(accountId: number): void;
};

const memories = new WeakMap<Pool, Memory>();

/** What this process remembers of a database. */
export function memoryOf(pool: Pool): Memory {
  const found = memories.get(pool) ?? createMemory();
  memories.set(pool, found);
  return found;
}

/**
 * Remembers the rows that commands decided on lately, so that the next command on the same ones need not read them
 * again: an append names the head that it was decided on, so events that were decided on rows of yesterday are refused
 * by the stream itself, and decided anew on what the database says.
 */
function createMemory(): Memory {
  // In the order of their last use.
  const streams = new Map<number, { recollection: Recollection; rows: number }>();
  let rows = 0;

  const forget = (accountId: number) => {
    rows -= streams.get(accountId)?.rows ?? 0;
    streams.delete(accountId);
  };
  const remember = (accountId: number, recollection: Recollection) => {
    forget(accountId);
    const its = recollection.rows;
    if (its > mostRowsEach) return;
    streams.set(accountId, { recollection, rows: its });
    rows += its;
    for (const [oldest, { recollection }] of streams) {
      if (rows <= mostRows && isRecent(recollection)) break;
      forget(oldest);
    }
  };
  return {
    async read(engine, accountId, wanted, saw) {
      const all = withTheirSubjects(engine, wanted);
      const found = streams.get(accountId)?.recollection;
      const state = found && isRecent(found) && (await recall(engine, accountId, found, all, saw));
      if (state) {
        remember(accountId, found);
        return state;
      }
      const projections = projectionsOf(engine, all);
      const folds = await readFolds(engine, accountId, projections, all, saw);
      const recollection = new Recollection(folds, all);
      const { head, moved } = folds;
      // Another command may have appended since that snapshot, and been remembered.
      if (head >= (streams.get(accountId)?.recollection.head ?? 0)) remember(accountId, recollection);
      return {
        head,
        moved,
        tables: recollection.tables(projections),
        remembered: false,
        isStill: () => recollection.head === head,
      };
    },
    appended(accountId, head, events) {
      const found = streams.get(accountId)?.recollection;
      if (!found) return;
      if (found.head !== head) return forget(accountId);
      found.follow(events);
      remember(accountId, found);
    },
    forget,
  };
}

function isRecent({ since }: Recollection): boolean {
  return performance.now() - since < longest;
}

/** Reads what is missing. Null: the stream has moved on, or what is remembered does not answer. */
async function recall(
  engine: Engine,
  accountId: number,
  found: Recollection,
  wanted: readonly Wanted[],
  saw: Saw | null,
): Promise<Remembered | null> {
  const projections = projectionsOf(engine, wanted);
  const knowsAll = () => projections.every((projection) => found.knows(projection));
  if (!knowsAll()) return null;
  const missing = wanted.filter((want) => !found.covers(want));
  const movedFarBack = saw !== null && found.moved(saw) === null;
  const remembered = missing.length === 0 && !movedFarBack;
  let moved = false;
  if (!remembered) {
    const lacking = projectionsOf(engine, missing);
    const snapshot = await readAmongOthers(
      engine.pool,
      accountId,
      lacking,
      missing,
      movedFarBack ? saw : null,
    );
    // Another command may have appended meanwhile, and what is remembered followed it.
    if (snapshot.head !== found.head || !areCurrent(snapshot, lacking) || !knowsAll()) return null;
    // A rebuild lands before an event that it fails at.
    if (snapshot.cursors.some((cursor) => found.hasMovedBack(cursor))) return null;
    found.take(snapshot.rows, missing);
    moved = snapshot.moved;
  }
  if (saw) moved = found.moved(saw) ?? moved;
  const { head } = found;
  return {
    head,
    moved,
    tables: found.tables(projections),
    remembered,
    isStill: () => found.head === head,
  };
}

/** Together with a contact's row what else hangs on it: the events that follow will touch that, too. */
function withTheirSubjects(engine: Engine, wanted: readonly Wanted[]): Wanted[] {
  const more = wanted.flatMap((want) => {
    if (!('column' in want)) return [];
    const [projection] = projectionsOf(engine, [want]);
    if (projection?.tables[want.table]?.subject !== want.column) return [];
    return tablesOf(projection)
      .filter(([stem, { subject, touched }]) => stem !== want.table && subject && !touched)
      .map(([stem, { subject }]) => ({ table: stem, column: subject!, values: want.values }));
  });
  return [...wanted, ...more];
}
