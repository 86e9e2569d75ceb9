import type { Projection } from './define-projection';
import type { Engine } from './engine';
import { rebuildDry } from './rebuild';

export type Discrepancy = { projection: string; accountId: number; table: string; rows: number };

export type Verified = { streams: number; discrepancies: Discrepancy[] };

const streamsPerPage = 200;

/**
 * Compares the tables of one stream with a fold of its events up to the cursor. Empty: they are equal.
 * A stream that waits for its rebuild is compared once it has been rebuilt; its pages are folded meanwhile.
 */
export async function verifyStream(
  engine: Engine,
  projection: Projection,
  accountId: number,
): Promise<Discrepancy[]> {
  const { differences, waits } = await rebuildDry(engine, projection, accountId);
  if (waits) return [];
  return differences
    .map(({ table, difference: { deleted, written } }) => ({
      projection: projection.name,
      accountId,
      table,
      rows: deleted.length + written.length,
    }))
    .filter(({ rows }) => rows > 0);
}

/** The same for every stream. */
export async function verifyAll(engine: Engine, projections: readonly Projection[]): Promise<Verified> {
  const verified: Verified = { streams: 0, discrepancies: [] };
  for (let after = 0; ; ) {
    const { rows } = await engine.pool.query<{ account_id: number }>(
      'select account_id from streams where account_id > $1 order by account_id limit $2',
      [after, streamsPerPage],
    );
    for (const { account_id } of rows) {
      for (const projection of projections) {
        verified.discrepancies.push(...(await verifyStream(engine, projection, account_id)));
      }
      verified.streams += 1;
      after = account_id;
    }
    if (rows.length < streamsPerPage) return verified;
  }
}
