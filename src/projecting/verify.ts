import type { Projection } from './define-projection';
import type { Engine } from './engine';
import { rebuildDry } from './rebuild';

export type Discrepancy = { projection: string; accountId: number; table: string; rows: number };
export type Failing = { projection: string; accountId: number; position: number };

export type Verified = {
  streams: number;
  /** Projections of streams that were not compared, because they wait for their rebuild. */
  waiting: number;
  discrepancies: Discrepancy[];
  /** Where a handler fails: the rows cannot be told. */
  failing: Failing[];
};

const streamsPerPage = 200;

/**
 * Compares the tables of one stream with a fold of its events up to the cursor. Nothing found: they are equal.
 * A stream that waits for its rebuild can be compared once it has been rebuilt; its pages are folded meanwhile.
 */
export async function verifyStream(
  engine: Engine,
  projection: Projection,
  accountId: number,
): Promise<Omit<Verified, 'streams'>> {
  const { differences, waits, failsAt } = await rebuildDry(engine, projection, accountId);
  const about = { projection: projection.name, accountId };
  if (waits) return { waiting: 1, discrepancies: [], failing: [] };
  if (failsAt) return { waiting: 0, discrepancies: [], failing: [{ ...about, position: failsAt }] };
  const discrepancies = differences
    .map(({ table, difference: { deleted, written } }) => ({
      ...about,
      table,
      rows: deleted.length + written.length,
    }))
    .filter(({ rows }) => rows > 0);
  return { waiting: 0, discrepancies, failing: [] };
}

/** The same for every stream. */
export async function verifyAll(engine: Engine, projections: readonly Projection[]): Promise<Verified> {
  const verified: Verified = { streams: 0, waiting: 0, discrepancies: [], failing: [] };
  for (let after = 0; ; ) {
    const { rows } = await engine.pool.query<{ account_id: number }>(
      'select account_id from streams where account_id > $1 order by account_id limit $2',
      [after, streamsPerPage],
    );
    for (const { account_id } of rows) {
      for (const projection of projections) {
        const { waiting, discrepancies, failing } = await verifyStream(engine, projection, account_id);
        verified.waiting += waiting;
        verified.discrepancies.push(...discrepancies);
        verified.failing.push(...failing);
      }
      verified.streams += 1;
      after = account_id;
    }
    if (rows.length < streamsPerPage) return verified;
  }
}
