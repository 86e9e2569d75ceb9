import { inTransaction } from '../database/transaction';
import type { Projection } from './define-projection';
import type { Engine } from './engine';
import { type Rebuilt, rebuildDry } from './rebuild';
import { type RebuiltTogether, rebuildTogether } from './rebuild-together';
import { allStreams, countStreams, countWaiting, waitingStreams } from './replay-streams';
import { claimed, isClaimed } from './stream-claims';

export type Replayed = {
  /** Events that were read; each once for all projections of its stream. */
  events: number;
  rows: number;
  changed: number;
  streams: number;
};

export type Progress = Replayed & { total: number };

export type ReplayOptions = {
  /** One account's stream alone. */
  accountId?: number;
  /** Called after each stream. */
  onProgress?: (progress: Progress) => void;
  /** Called for what a dry run would change. */
  onDifference?: (projection: Projection, accountId: number, rebuilt: Rebuilt) => void;
};

/** Streams that one process works on at the same time: one folds while others wait for the database. */
const lanes = 4;

/**
 * Asks for a replay of the projections. Those whose last replay is unfinished go on with that one, unless `anew`:
 * returns their names. For one account alone, its cursors are marked (replays = -1, which no release has).
 */
export function askForReplay(
  engine: Engine,
  projections: readonly Projection[],
  { accountId, anew = false }: { accountId?: number; anew?: boolean } = {},
): Promise<string[]> {
  const names = projections.map(({ name }) => name);
  return inTransaction(engine.pool, async (client) => {
    await client.query('select from projections where name = any($1) order by name for update', [names]);
    if (accountId !== undefined) {
      await client.query(
        'update projection_cursors set replays = -1 where account_id = $1 and projection = any($2)',
        [accountId, names],
      );
      return [];
    }
    const { rows } = await client.query<{ name: string }>(
      `select p.name from projections p where p.name = any($1) and exists (
        select from projection_cursors c
        where c.projection = p.name and c.version = p.version and c.replays between 0 and p.replays - 1
      )`,
      [names],
    );
    const unfinished = anew ? [] : rows.map(({ name }) => name);
    await client.query(
      `update projections set replays = replays + 1, replay_asked_at = clock_timestamp()
        where name = any($1) and name <> all($2)`,
      [names, unfinished],
    );
    return unfinished;
  });
}

/**
 * Rebuilds every stream that waits for it. Several processes may do so at once: they share out the streams. What is
 * done stays done, so a replay that was killed goes on where it was.
 */
export async function replay(
  engine: Engine,
  projections: readonly Projection[],
  { accountId, onProgress }: ReplayOptions = {},
): Promise<Replayed> {
  const names = projections.map(({ name }) => name);
  const total = await countWaiting(engine.pool, names, accountId);
  const sum = { events: 0, rows: 0, changed: 0, streams: 0 };
  const work = async (stream: { account_id: number; names: string[] }) => {
    const rebuilt = await claimed(engine.pool, stream.account_id, () =>
      rebuildTogether(
        engine,
        projections.filter(({ name }) => stream.names.includes(name)),
        stream.account_id,
      ),
    );
    if (!rebuilt) return;
    add(sum, rebuilt);
    sum.streams += 1;
    onProgress?.({ ...sum, total });
  };
  // Another process may die with a claim, so look again until nothing waits.
  let before = Number.POSITIVE_INFINITY;
  for (;;) {
    await forEach(waitingStreams(engine.pool, names, accountId), work);
    // Whoever holds a claim now may have finished by the time of the count, so claims are looked at first.
    const othersWork = await isClaimed(engine.pool);
    const left = await countWaiting(engine.pool, names, accountId);
    if (left === 0) return sum;
    if (left === before && !othersWork) throw new ReplayStuck(left);
    before = left;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Streams wait, and this process cannot rebuild them: another release's version is in the database. */
export class ReplayStuck extends Error {
  override name = 'ReplayStuck';
  constructor(readonly streams: number) {
    super(`${streams} streams wait for another release of Kith`);
  }
}

/** Says what a replay would change, and writes nothing. */
export async function replayDry(
  engine: Engine,
  projections: readonly Projection[],
  { accountId, onProgress, onDifference }: ReplayOptions = {},
): Promise<Replayed> {
  const total = accountId === undefined ? await countStreams(engine.pool) : 1;
  const sum = { events: 0, rows: 0, changed: 0, streams: 0 };
  await forEach(allStreams(engine.pool, accountId), async ({ account_id }) => {
    let events = 0;
    for (const projection of projections) {
      const rebuilt = await rebuildDry(engine, projection, account_id);
      events = Math.max(events, rebuilt.events);
      sum.rows += rebuilt.rows;
      sum.changed += rebuilt.changed;
      if (rebuilt.changed > 0 || rebuilt.failsAt) onDifference?.(projection, account_id, rebuilt);
    }
    sum.events += events;
    sum.streams += 1;
    onProgress?.({ ...sum, total });
  });
  return sum;
}

async function forEach<T>(items: AsyncIterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const iterator = items[Symbol.asyncIterator]();
  const lane = async () => {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

function add(sum: Replayed, part: RebuiltTogether): void {
  sum.events += part.events;
  sum.rows += part.rows;
  sum.changed += part.changed;
}
