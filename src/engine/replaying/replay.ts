import { setTimeout as pause } from 'node:timers/promises';
import { inTransaction } from '../../database/transaction';
import type { Projection } from '../projecting/define-projection';
import type { Engine } from '../projecting/engine';
import { rebuildStream } from '../projecting/rebuild-stream';
import { countStreams, forEachStream, type Wanted } from './replay-streams';

export type Replayed = {
  /** Events that were read, each once for all projections of its stream. */
  events: number;
  rows: number;
  changed: number;
  streams: number;
};

export const nothing = (): Replayed => ({ events: 0, rows: 0, changed: 0, streams: 0 });

/** `total`: how many streams there were to rebuild, by this process or others. */
export type Progress = Replayed & { total: number };

export type ReplayOptions = {
  /** Only this account's stream. */
  accountId?: number;
  /** Called after each stream. */
  onProgress?: (progress: Progress) => void;
};

/** Pause between checks when other processes have claimed all remaining streams, in milliseconds. */
const pauseBetweenChecks = 200;

/**
 * Requests a replay of the projections. Those whose last replay is unfinished continue it, unless `anew`; returns their
 * names. For a single account, marks its cursors instead (replays = -1, which no release has). Throws OtherRelease if
 * the database has another version of any of them.
 */
export function askForReplay(
  engine: Engine,
  projections: readonly Projection[],
  { accountId, anew = false }: { accountId?: number; anew?: boolean } = {},
): Promise<string[]> {
  const names = projections.map(({ name }) => name);
  return inTransaction(engine.pool, async (client) => {
    const released = await client.query<{ name: string; version: number }>(
      'select name, version from projections where name = any($1) order by name for update',
      [names],
    );
    const isOther = ({ name, version }: Projection) =>
      released.rows.some((one) => one.name === name && one.version !== version);
    if (projections.some(isOther)) throw new OtherRelease(projections.filter(isOther));
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

/** The database has another version of these projections than this process. */
export class OtherRelease extends Error {
  override name = 'OtherRelease';
  readonly projections: string[];
  constructor(projections: readonly Projection[]) {
    const names = projections.map(({ name }) => name);
    super(`The database has another version of ${names.join(', ')}`);
    this.projections = names;
  }
}

/**
 * Rebuilds every stream that waits for a rebuild. Several processes may do so at once: they divide the streams among
 * themselves. Finished streams stay finished, so a replay that was killed continues where it stopped.
 */
export async function replay(
  engine: Engine,
  projections: readonly Projection[],
  { accountId, onProgress }: ReplayOptions = {},
): Promise<Progress> {
  const wanted: Wanted = { accountId, waitingFor: projections };
  const total = await countStreams(engine.pool, wanted);
  const sum = nothing();
  // Another process may die while it has a claim, so check again until no stream waits.
  for (;;) {
    let waiting = 0;
    const before = sum.streams;
    await forEachStream(engine.pool, wanted, async (stream) => {
      waiting += 1;
      const rebuilt = await rebuildStream(engine, stream, projections);
      if (!rebuilt) return;
      sum.events += rebuilt.events;
      sum.rows += rebuilt.rows;
      sum.changed += rebuilt.changed;
      sum.streams += 1;
      onProgress?.({ ...sum, total });
    });
    if (waiting === 0) return { ...sum, total };
    if (sum.streams === before) await pause(pauseBetweenChecks);
  }
}
