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
  /** The tables of the projections as of that position, by stem. */
  tables: Record<string, Table>;
};

/**
 * Returns the projections of one stream as of a moment: the events that had happened by then, folded in memory by the
 * same handlers. Writes nothing. Throws CannotFold if an event can't be folded.
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
 * Returns the same for a page: what its queries run on, given a connection that reads one snapshot. With `about`, reads
 * only these events, and the tables contain only what these say. Throws CannotFold if an event can't be folded; with
 * `about`, a query throws HandlerFailure if a handler fails.
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
    if (unknownAhead) throw new CannotFold('One of the events is of a newer release');
    return { position, tables: tablesWhenAsked(projections, events) };
  }
  const folded = await foldStream(engine, db, accountId, projections, position);
  for (const { failsAt, unknownAhead } of folded.values()) {
    if (failsAt !== null || unknownAhead) throw new CannotFold('One of the events can’t be folded');
  }
  return { position, tables: Object.assign({}, ...[...folded.values()].map(({ tables }) => tables)) };
}

/** This release can't fold one of the events up to that moment. */
export class CannotFold extends Error {
  override name = 'CannotFold';
}

/**
 * Returns the last position whose event was created at or before the moment. created_at never runs backwards in a
 * stream, so a binary search finds it with a few lookups by primary key, and no other index is needed.
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
