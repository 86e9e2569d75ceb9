import type { Pool } from 'pg';

type EventTypeKey = { name: string; version: number };
export type EventTypeIds = { ids: Map<string, number>; types: Map<number, EventTypeKey> };

const loaded = new WeakMap<Pool, Promise<EventTypeIds>>();

/** The rows of event_types, read once a pool. Rows are only ever added, by the release step. */
export function eventTypeIds(pool: Pool): Promise<EventTypeIds> {
  const found = loaded.get(pool) ?? load(pool);
  loaded.set(pool, found);
  found.catch(() => loaded.delete(pool));
  return found;
}

/** Reads the rows again: a newer release may have added some. */
export function reloadEventTypeIds(pool: Pool): Promise<EventTypeIds> {
  loaded.delete(pool);
  return eventTypeIds(pool);
}

async function load(pool: Pool): Promise<EventTypeIds> {
  const { rows } = await pool.query<EventTypeKey & { id: number }>(
    'select id, name, version from event_types',
  );
  return {
    ids: new Map(rows.map(({ id, name, version }) => [`${name}/${version}`, id])),
    types: new Map(rows.map(({ id, name, version }) => [id, { name, version }])),
  };
}
