import type { Projection } from './define-projection';
import type { Engine } from './engine';
import { rebuildDry } from './rebuild';

export type Discrepancy = { projection: string; accountId: number; table: string; rows: number };

/** Compares the tables of one stream with a fold of its events up to the cursor. Empty: they are equal. */
export async function verifyStream(
  engine: Engine,
  projection: Projection,
  accountId: number,
): Promise<Discrepancy[]> {
  const { differences } = await rebuildDry(engine, projection, accountId);
  return differences
    .map(({ table, difference: { deleted, written } }) => ({
      projection: projection.name,
      accountId,
      table,
      rows: deleted.length + written.length,
    }))
    .filter(({ rows }) => rows > 0);
}
