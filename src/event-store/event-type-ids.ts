import type { Pool, PoolClient } from 'pg';

type Queryable = Pick<Pool | PoolClient, 'query'>;
type EventTypeKey = { name: string; version: number };
export type EventTypeIds = { ids: Map<string, number>; types: Map<number, EventTypeKey> };

const loaded = new WeakMap<Pool, Promise<EventTypeIds>>();

/**
 * The rows of event_types, read once a pool. Rows are only ever added, by the release step.
 * A caller that holds a connection passes it as `db`: waiting for another one could last forever if all are held.
 */
export function eventTypeIds(pool: Pool, db: Queryable = pool): Promise<EventTypeIds> {
  const found = loaded.get(pool) ?? load(db);
  loaded.set(pool, found);
  found.catch(() => loaded.get(pool) === found && loaded.delete(pool));
  return found;
}

/** Reads the rows again: a newer release may have added some. */
export function reloadEventTypeIds(pool: Pool, db: Queryable): Promise<EventTypeIds> {
  loaded.delete(pool);
  return eventTypeIds(pool, db);
}

async function load(db: Queryable): Promise<EventTypeIds> {
  const { rows } = await db.query<EventTypeKey & { id: number }>('select id, name, version from event_types');
  return {
    ids: new Map(rows.map(({ id, name, version }) => [`${name}/${version}`, id])),
    types: new Map(rows.map(({ id, name, version }) => [id, { name, version }])),
  };
}
