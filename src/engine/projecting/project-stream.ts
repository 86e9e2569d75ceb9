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

const eventsAtOnce = 2_000;

/** When to look again at a stream that somebody else is rebuilding, in milliseconds. */
const untilNextLook = 1_000;

/**
 * Brings all projections of one stream up to its head, in as few transactions as that takes. Call it as often as you
 * like, also at the same time: a process has one run for each stream, and a call during a run makes that one look once
 * more, and returns at once. Among processes the first to move the cursors wins, and the others look again. Returns when
 * to try again what failed.
 */
export function projectStream(engine: Engine, accountId: number): Promise<RetryAt> {
  const runs = runsOf.get(engine) ?? new Map<number, Run>();
  runsOf.set(engine, runs);
  const found = runs.get(accountId);
  if (found) {
    // Nobody waits for it: a long rebuild would hold a job for each event that comes meanwhile, and leave none to others.
    found.again = true;
    return Promise.resolve(null);
  }
  const run: Run = { again: false };
  runs.set(accountId, run);
  return untilNobodyCalls(engine, accountId, run, () => runs.delete(accountId));
}

type Run = { again: boolean };
const runsOf = new WeakMap<Engine, Map<number, Run>>();

async function untilNobodyCalls(
  engine: Engine,
  accountId: number,
  run: Run,
  end: () => void,
): Promise<RetryAt> {
  try {
    for (;;) {
      run.again = false;
      const retryAt = await bringUp(engine, accountId, engine.projections);
      if (!run.again) return retryAt;
    }
  } finally {
    // In the same turn as the last look at `again`: who calls from here on begins another run.
    end();
  }
}

async function bringUp(
  engine: Engine,
  accountId: number,
  projections: readonly Projection[],
  mostEvents = eventsAtOnce,
): Promise<RetryAt> {
  for (let limit = mostEvents; ; ) {
    const pending = await readPending(pipelineOf(engine.pool), accountId, projections, limit);
    let step: Step;
    try {
      step = await takeStep(engine, accountId, projections, pending);
    } catch (error) {
      if (!isDataError(error)) throw error;
      // The database refuses rows: find out whose, and of which event.
      if (projections.length > 1) return bringUpOneByOne(engine, accountId, projections);
      const [first, ...more] = pending.events;
      if (more.length === 0)
        return recordFailure(engine, accountId, projections[0]!.name, first!.position, error);
      limit = Math.ceil(pending.events.length / 2);
      continue;
    }
    limit = mostEvents;
    if (step.toRebuild.length > 0) {
      if (await rebuildStream(engine, accountId, step.toRebuild)) continue;
      return earliest([step.retryAt, new Date(Date.now() + untilNextLook)]);
    }
    if (!step.again) return step.retryAt;
  }
}

async function bringUpOneByOne(engine: Engine, accountId: number, projections: readonly Projection[]) {
  const retries: RetryAt[] = [];
  for (const projection of projections) retries.push(await bringUp(engine, accountId, [projection]));
  return earliest(retries);
}

/** `again`: there is more to do at once. */
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
    const its = events.filter(({ position }) => position > standing.position);
    return its.length > 0 ? [{ projection, standing, events: its }] : [];
  });
  if (unseen.length === 0) return step;
  const moved = await advance(engine, accountId, unseen);
  if (!moved) return { ...step, again: true };
  return { ...step, again: more && !unknownAhead, retryAt: earliest([step.retryAt, moved.retryAt]) };
}

type Unseen = { projection: Projection; standing: Standing; events: readonly StoredEvent[] };

/** One that fails comes as far as the event before. Null: somebody else has moved a cursor meanwhile. */
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
