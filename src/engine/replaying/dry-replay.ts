import type { PoolClient } from 'pg';
import { inSnapshot } from '../../database/transaction';
import type { Projection } from '../projecting/define-projection';
import { tablesOf } from '../projecting/define-projection';
import type { TableDefinition } from '../projecting/define-table';
import type { Engine } from '../projecting/engine';
import { type Folded, foldStream } from '../projecting/fold-stream';
import { differences } from '../projecting/replace-rows';
import { readStandings } from '../projecting/standing';
import type { Difference } from '../projecting/table';
import { nothing, type Replayed, type ReplayOptions } from './replay';
import { countStreams, forEachStream } from './replay-streams';

export type DryReplayed = Replayed & {
  /** How many projections of streams have rows of another version: pages fold them until they are rebuilt. */
  waiting: number;
  /** Tables of the others that differ from the fold, and in how many rows. Empty: all are correct. */
  discrepancies: { projection: string; accountId: number; table: string; rows: number }[];
  /** Where a handler fails; a rebuild would stop before that event. */
  failing: { projection: string; accountId: number; position: number }[];
};

export type DryReplayOptions = ReplayOptions & {
  /** Called with rows that would change, in batches. */
  onDifference?: OnDifference;
};
type OnDifference = (accountId: number, table: TableDefinition, difference: Difference) => void;

/**
 * Compares the tables with folds of the events, each up to its projection's cursor, and writes nothing. Returns what a
 * replay would change, and which tables are wrong.
 */
export async function replayDry(
  engine: Engine,
  projections: readonly Projection[],
  { accountId, onProgress, onDifference = () => {} }: DryReplayOptions = {},
): Promise<DryReplayed> {
  const total = await countStreams(engine.pool, { accountId });
  const sum: DryReplayed = { ...nothing(), waiting: 0, discrepancies: [], failing: [] };
  await forEachStream(engine.pool, { accountId }, async (stream) => {
    const compared = await inSnapshot(engine.pool, (client) =>
      compareStream(engine, client, stream, projections, onDifference),
    );
    for (const { projection, waits, failsAt, rows, differing } of compared) {
      sum.rows += rows;
      for (const { rows } of differing) sum.changed += rows;
      if (waits) sum.waiting += 1;
      if (failsAt) sum.failing.push({ projection, accountId: stream, position: failsAt });
      if (!waits && !failsAt)
        sum.discrepancies.push(...differing.map((one) => ({ projection, accountId: stream, ...one })));
    }
    sum.events += Math.max(...compared.map(({ events }) => events));
    sum.streams += 1;
    onProgress?.({ ...sum, total });
  });
  return sum;
}

type Compared = Pick<Folded, 'failsAt'> & {
  projection: string;
  waits: boolean;
  events: number;
  rows: number;
  differing: { table: string; rows: number }[];
};

async function compareStream(
  engine: Engine,
  client: PoolClient,
  accountId: number,
  projections: readonly Projection[],
  onDifference: OnDifference,
): Promise<Compared[]> {
  const standings = await readStandings(client, accountId, projections);
  const found: Compared[] = [];
  // Usually all are at the same position, so that the events are read once.
  for (const position of new Set(standings.map((one) => one.position))) {
    const there = projections.filter((_, index) => standings[index]!.position === position);
    for (const [projection, folded] of await foldStream(engine, client, accountId, there, position)) {
      const { version } = standings[projections.indexOf(projection)]!;
      found.push({
        projection: projection.name,
        waits: version !== null && version !== projection.version,
        failsAt: folded.failsAt,
        events: folded.position,
        ...(await compare(client, accountId, projection, folded, onDifference)),
      });
    }
  }
  return found;
}

async function compare(
  client: PoolClient,
  accountId: number,
  projection: Projection,
  { tables }: Folded,
  onDifference: OnDifference,
): Promise<Pick<Compared, 'rows' | 'differing'>> {
  const compared: Pick<Compared, 'rows' | 'differing'> = { rows: 0, differing: [] };
  for (const [stem, table] of tablesOf(projection)) {
    compared.rows += tables[stem]!.size;
    let rows = 0;
    for await (const difference of differences(client, accountId, tables[stem]!)) {
      rows += difference.removed.length + difference.written.length;
      onDifference(accountId, table, difference);
    }
    if (rows > 0) compared.differing.push({ table: table.name, rows });
  }
  return compared;
}
