import type { Pool, PoolClient } from 'pg';

type Queryable = Pick<Pool | PoolClient, 'query'>;
type EventTypeKey = { name: string; version: number };
export type EventTypeIds = { ids: Map<string, number>; types: Map<number, EventTypeKey> };

const loaded = new WeakMap<Pool, Promise<EventTypeIds>>();

/**
 * Returns the rows of event_types, read once per pool: only the release step adds rows, and nothing changes them. A
 * caller that holds a connection passes it as `db`: if all are held, waiting for another one could last forever.
 */
export function eventTypeIds(pool: Pool, db: Queryable = pool): Promise<EventTypeIds> {
  const found = loaded.get(pool) ?? load(db);
  loaded.set(pool, found);
  found.catch(() => loaded.get(pool) === found && loaded.delete(pool));
  return found;
}

/** Reloads the rows: a newer release may have added some. */
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
