import { setTimeout as pause } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { inSnapshot } from '../../database/transaction';
import { readHead } from '../../event-store/read';
import type { Projection } from './define-projection';
import type { Engine } from './engine';
import { foldStream } from './fold-stream';
import { type PageReader, type Shadow, shadowed, shadows } from './shadow';
import { readStandings } from './standing';

export type { PageReader };

export type PageReading<T> =
  /** `position`: the one that the page shows, and that its forms send as `seen`. `behind`: the page is out of date. */
  | { ready: true; value: T; position: number; behind: boolean }
  /** `parked`: the projections that stopped at an event they cannot handle. */
  | { ready: false; parked: string[] };

export type PageOptions = {
  /** The newest position that this browser wrote. */
  written: number;
  /** Show what there is, however out of date. */
  asItStands?: boolean;
  /** How long to wait for the projections, in milliseconds. */
  patience?: number;
};

/** `final`: waiting would not help. */
type Attempt<T> = PageReading<T> & { final?: boolean };

/**
 * Reads a page from these projections in one snapshot. It is ready when all of them have reached what this browser
 * wrote, and none lags behind another. A projection that waits for its rebuild is folded in memory.
 * `query` gets a reader of the projected tables, and the snapshot's connection for reading the log.
 */
export async function readPage<T>(
  engine: Engine,
  accountId: number,
  // biome-ignore lint/suspicious/noExplicitAny: projections of all tables
  projections: readonly Projection<any>[],
  query: (db: PageReader, log: PoolClient) => Promise<T>,
  { written, asItStands = false, patience = 250 }: PageOptions,
): Promise<PageReading<T>> {
  const deadline = performance.now() + patience;
  for (let wait = 4; ; wait = Math.min(wait * 1.5, 30)) {
    const attempt: Attempt<T> = await inSnapshot(engine.pool, (client) =>
      attemptPage(engine, client, accountId, projections, query, written, asItStands),
    );
    if (attempt.ready || attempt.final || performance.now() + wait > deadline) return attempt;
    await pause(wait);
  }
}

async function attemptPage<T>(
  engine: Engine,
  client: PoolClient,
  accountId: number,
  projections: readonly Projection[],
  query: (db: PageReader, log: PoolClient) => Promise<T>,
  written: number,
  asItStands: boolean,
): Promise<Attempt<T>> {
  const head = await readHead(client, accountId);
  const standings = await readStandings(client, accountId, projections);
  // A projection at position 0 has no rows yet, and is folded in memory as well.
  const current = standings.filter(
    ({ version, position }, index) => version === projections[index]!.version && position > 0,
  );
  const stale = projections.filter(({ name }) => !current.some(({ projection }) => projection === name));
  // A position beyond the head is from a database that was replaced: no projection will ever reach it.
  const needed =
    current.length === 0
      ? head
      : Math.max(Math.min(written, head), ...current.map(({ position }) => position));
  const lagging = current.filter(({ position }) => position < needed);
  const parked = lagging.filter((one) => one.parked).map(({ projection }) => projection);
  if (lagging.length > 0 && !asItStands) return { ready: false, parked, final: parked.length > 0 };
  const folded: Shadow[] = [];
  const shown = [needed, ...lagging.map(({ position }) => position)];
  for (const [projection, fold] of await foldStream(engine, client, accountId, stale, needed)) {
    folded.push(...shadows(projection, fold.tables, accountId));
    shown.push(fold.position);
    if (fold.failsAt) parked.push(projection.name);
  }
  const position = Math.min(...shown);
  if (position < needed && !asItStands) return { ready: false, parked, final: parked.length > 0 };
  const value = await query(folded.length === 0 ? client : shadowed(client, folded), client);
  return { ready: true, value, position, behind: position < needed };
}
