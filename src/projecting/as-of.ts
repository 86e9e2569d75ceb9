import { inSnapshot } from '../database/transaction';
import type { Queryable } from '../event-store/read';
import type { Projection, TableDefinitions, TablesOf } from './define-projection';
import type { Engine } from './engine';
import { type PageReader, shadowed, shadows } from './shadow';
import { foldOn, unfolded } from './stream-fold';
import type { Table } from './table';

// biome-ignore lint/suspicious/noExplicitAny: projections of all tables
type AnyProjections = readonly Projection<any>[];

export type AsOf = {
  /** The last position whose event had happened by then; 0 before the account was opened. */
  position: number;
  /** The tables of the projections as those events have them, by stem. */
  tables: Record<string, Table>;
};

/**
 * The projections of one stream as they were at a moment: the events that had happened by then, folded in memory by
 * the same handlers. Nothing is written. Throws HandlerFailure, and PastUnfoldable where a newer release's event lies
 * in the way.
 */
export function asOf(
  engine: Engine,
  accountId: number,
  projections: AnyProjections,
  moment: Date,
): Promise<AsOf> {
  return inSnapshot(engine.pool, async (client) => {
    const position = await positionAt(client, accountId, moment);
    const folded = await foldUpTo(engine, client, projections, accountId, position);
    return { position, tables: Object.assign({}, ...folded.values()) };
  });
}

/** What a page's queries run on to see the same, on a connection that reads one snapshot. Throws as `asOf` does. */
export async function readerAsOf(
  engine: Engine,
  db: Queryable,
  accountId: number,
  projections: AnyProjections,
  moment: Date,
): Promise<{ db: PageReader; position: number }> {
  const position = await positionAt(db, accountId, moment);
  const folded = await foldUpTo(engine, db, projections, accountId, position);
  const past = [...folded].flatMap(([projection, tables]) => shadows(projection, tables, accountId));
  return { db: shadowed(db, past), position };
}

/** An event of a newer release lies in the way to that moment. */
export class PastUnfoldable extends Error {
  override name = 'PastUnfoldable';
}

/**
 * The last position whose event was created at or before the moment. Since created_at never runs backwards in a
 * stream, halving the positions finds it with a few look-ups by the primary key, and needs no further index.
 */
async function positionAt(db: Queryable, accountId: number, moment: Date): Promise<number> {
  const { rows } = await db.query<{ position: number }>({
    name: 'position-at',
    text: `
      with recursive search (low, high) as (
        select 0::bigint, head from streams where account_id = $1
        union all
        select case when e.created_at <= $2 then e.position else low end,
               case when e.created_at <= $2 then high else e.position - 1 end
        from search join events e on e.account_id = $1 and e.position = (low + high + 1) / 2
        where low < high
      )
      select low as position from search where low = high`,
    values: [accountId, moment],
  });
  return rows[0]?.position ?? 0;
}

/** The events are read once for all of the projections. */
async function foldUpTo(
  engine: Engine,
  db: Queryable,
  projections: AnyProjections,
  accountId: number,
  position: number,
): Promise<Map<Projection, TablesOf<TableDefinitions>>> {
  const folded = new Map(projections.map((projection) => [projection, unfolded(projection)]));
  await foldOn(engine, db, accountId, folded, position);
  const tables = new Map<Projection, TablesOf<TableDefinitions>>();
  for (const [projection, its] of folded) {
    if (its.position < position) throw new PastUnfoldable('An event of a newer release lies in the way');
    tables.set(projection, its.tables);
  }
  return tables;
}
