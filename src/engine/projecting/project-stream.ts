import { pipelineOf } from '../../database/pool';
import type { StoredEvent } from '../../event-store/define-event';
import { decodeKnown } from '../../event-store/read';
import type { Projection, TablesOf } from './define-projection';
import { tablesOf } from './define-projection';
import type { TableDefinitions } from './define-table';
import type { Engine } from './engine';
import { isDataError, type RetryAt, recordFailure } from './failure-record';
import { emptyTables, fold, HandlerFailure } from './fold';
import { rebuildStream } from './rebuild-stream';
import { createCursors, type Pending, readPending, type Standing } from './standing';
import { type Rows, readTouchedRows } from './touched-rows';
import { type Move, writeAndMove } from './write-changes';

const maxEventsPerStep = 2_000;

/** Pause before checking a stream again that another process is rebuilding, in milliseconds. */
const pauseDuringRebuild = 1_000;

/**
 * Brings all projections of one stream up to its head, in as few transactions as possible. Safe to call concurrently: a
 * process has one run per stream, and a call during a run returns at once and makes that run check once more. Across
 * processes, the first one to move the cursors wins, and the others read again. Returns when to retry what failed.
 */
export function projectStream(engine: Engine, accountId: number): Promise<RetryAt> {
  const runs = runsOf.get(engine) ?? new Map<number, Run>();
  runsOf.set(engine, runs);
  const found = runs.get(accountId);
  if (found) {
    // Doesn't wait for the run: during a long rebuild, every new event would occupy one more job, until none is free.
    found.again = true;
    return Promise.resolve(null);
  }
  const run: Run = { again: false };
  runs.set(accountId, run);
  return repeatWhileCalled(engine, accountId, run, () => runs.delete(accountId));
}

type Run = { again: boolean };
const runsOf = new WeakMap<Engine, Map<number, Run>>();

async function repeatWhileCalled(
  engine: Engine,
  accountId: number,
  run: Run,
  end: () => void,
): Promise<RetryAt> {
  try {
    for (;;) {
      run.again = false;
      const retryAt = await catchUp(engine, accountId, engine.projections);
      if (!run.again) return retryAt;
    }
  } finally {
    // In the same turn of the event loop as the last check of `again`, so that every later call begins a new run.
    end();
  }
}

async function catchUp(
  engine: Engine,
  accountId: number,
  projections: readonly Projection[],
): Promise<RetryAt> {
  for (let limit = maxEventsPerStep; ; ) {
    const pending = await readPending(pipelineOf(engine.pool), accountId, projections, limit);
    let step: Step;
    try {
      step = await takeStep(engine, accountId, projections, pending);
    } catch (error) {
      if (!isDataError(error)) throw error;
      // The database refused rows: isolate the projection, and then the event.
      if (projections.length > 1) return catchUpOneByOne(engine, accountId, projections);
      const [first, ...more] = pending.events;
      if (more.length === 0)
        return recordFailure(engine, accountId, projections[0]!.name, first!.position, error);
      limit = Math.ceil(pending.events.length / 2);
      continue;
    }
    limit = maxEventsPerStep;
    if (step.toRebuild.length > 0) {
      if (await rebuildStream(engine, accountId, step.toRebuild)) continue;
      return earliest([step.retryAt, new Date(Date.now() + pauseDuringRebuild)]);
    }
    if (!step.again) return step.retryAt;
  }
}

async function catchUpOneByOne(engine: Engine, accountId: number, projections: readonly Projection[]) {
  const retries: RetryAt[] = [];
  for (const projection of projections) retries.push(await catchUp(engine, accountId, [projection]));
  return earliest(retries);
}

/** `again`: there is more to do right away. */
type Step = { toRebuild: Projection[]; again: boolean; retryAt: RetryAt };

async function takeStep(
  engine: Engine,
  accountId: number,
  projections: readonly Projection[],
  { standings, events: rows, more }: Pending,
): Promise<Step> {
  const inState = (wanted: Standing['state']) =>
    projections.filter(({ name }) =>
      standings.some((one) => one.projection === name && one.state === wanted),
    );
  const step: Step = {
    toRebuild: inState('rebuild'),
    again: false,
    retryAt: earliest(standings.map(pauseOf)),
  };
  const missing = inState('missing');
  if (missing.length > 0) {
    await createCursors(engine.pool, accountId, missing);
    return { ...step, again: true };
  }
  const { events, unknownAhead } = await decodeKnown(engine, engine.pool, rows);
  const unseen = inState('ready').flatMap((projection): Unseen[] => {
    const standing = standings.find((one) => one.projection === projection.name)!;
    const pending = events.filter(({ position }) => position > standing.position);
    return pending.length > 0 ? [{ projection, standing, events: pending }] : [];
  });
  if (unseen.length === 0) return step;
  const moved = await advance(engine, accountId, unseen);
  if (!moved) return { ...step, again: true };
  return { ...step, again: more && !unknownAhead, retryAt: earliest([step.retryAt, moved.retryAt]) };
}

type Unseen = { projection: Projection; standing: Standing; events: readonly StoredEvent[] };

/** A projection that fails advances up to the event before. Returns null if another process has moved a cursor. */
async function advance(
  engine: Engine,
  accountId: number,
  unseen: readonly Unseen[],
): Promise<{ retryAt: RetryAt } | null> {
  const rows = await readTouchedRows(pipelineOf(engine.pool), accountId, unseen);
  const folded = unseen.map((one) => ({ ...one, ...foldUpToFailure(one, rows) }));
  const changes = folded.flatMap(({ projection, tables }) =>
    tablesOf(projection).map(([stem, table]) => ({ table, ...tables[stem]!.difference() })),
  );
  const moves = folded.flatMap(({ projection: { version }, standing, to }): Move[] =>
    to > standing.position ? [{ ...standing, version, to }] : [],
  );
  if (moves.length > 0 && !(await writeAndMove(engine.pool, accountId, changes, moves))) return null;
  const retries: RetryAt[] = [];
  for (const { failure } of folded) {
    if (failure)
      retries.push(await recordFailure(engine, accountId, failure.projection, failure.position, failure));
  }
  return { retryAt: earliest(retries) };
}

function foldUpToFailure({ projection, standing, events }: Unseen, rows: Rows) {
  try {
    return { tables: foldOver(projection, rows, events), to: events.at(-1)!.position, failure: null };
  } catch (failure) {
    if (!(failure instanceof HandlerFailure)) throw failure;
    const before = events.filter(({ position }) => position < failure.position);
    return {
      tables: foldOver(projection, rows, before),
      to: before.at(-1)?.position ?? standing.position,
      failure,
    };
  }
}

function foldOver(
  projection: Projection,
  rows: Rows,
  events: readonly StoredEvent[],
): TablesOf<TableDefinitions> {
  const tables = emptyTables(projection);
  for (const [stem, table] of tablesOf(projection)) tables[stem]!.load(rows.get(table) ?? []);
  fold(projection, tables, events);
  return tables;
}

function pauseOf({ state, retry_at }: Standing): RetryAt {
  return state === 'pausing' ? new Date(retry_at!) : null;
}

function earliest(times: readonly RetryAt[]): RetryAt {
  return times.reduce((first, at) => (at && (!first || at < first) ? at : first), null);
}
