import type { Queryable } from '../../database/queryable';
import { inSnapshot } from '../../database/transaction';
import { type About, readAbout } from '../../event-store/read-about';
import type { Projection } from './define-projection';
import type { Engine } from './engine';
import { tablesWhenAsked } from './fold';
import { foldStream } from './fold-stream';
import { type PageReader, shadowed, shadows } from './shadow';
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
 * the same handlers. Nothing is written. Throws CannotFold, or HandlerFailure when a table is asked for, where an event
 * can't be folded.
 */
export function asOf(
  engine: Engine,
  accountId: number,
  projections: AnyProjections,
  moment: Date,
): Promise<AsOf> {
  return inSnapshot(engine.pool, (client) => foldAsOf(engine, client, accountId, projections, moment));
}

/**
 * The same for a page: what its queries run on, given a connection that reads one snapshot. `about`: only these events
 * are read, and only what they say is in the tables. Throws as `asOf` does.
 */
export async function readerAsOf(
  engine: Engine,
  db: Queryable,
  accountId: number,
  projections: AnyProjections,
  moment: Date,
  about?: About,
): Promise<{ db: PageReader; position: number }> {
  const { position, tables } = await foldAsOf(engine, db, accountId, projections, moment, about);
  const past = projections.flatMap((projection) => shadows(projection, tables, accountId));
  return { db: shadowed(db, past), position };
}

async function foldAsOf(
  engine: Engine,
  db: Queryable,
  accountId: number,
  projections: AnyProjections,
  moment: Date,
  about?: About,
): Promise<AsOf> {
  const position = await positionAt(db, accountId, moment);
  if (about) {
    const { events, unknownAhead } = await readAbout(engine, db, accountId, about, { upTo: position });
    if (unknownAhead) throw new CannotFold('An event of a newer release lies in the way');
    return { position, tables: tablesWhenAsked(projections, events) };
  }
  const folded = await foldStream(engine, db, accountId, projections, position);
  for (const { failsAt, unknownAhead } of folded.values()) {
    if (failsAt !== null || unknownAhead)
      throw new CannotFold('An event lies in the way that can’t be folded');
  }
  return { position, tables: Object.assign({}, ...[...folded.values()].map(({ tables }) => tables)) };
}

/** An event that this release can't fold lies in the way to that moment. */
export class CannotFold extends Error {
  override name = 'CannotFold';
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
