import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Queryable } from '../database/queryable';
import { events } from '../domain/events';
import { projections } from '../domain/projections';

const FOLDER = path.join(__dirname, '../../migrations');

/**
 * Returns whether the release step of this release, or of a later one, has run here: whether the database has its
 * migrations, event types and projection versions. Otherwise, nothing could be appended, and no worker would project.
 */
export async function isReleased(db: Queryable): Promise<boolean> {
  if ((await pendingMigrations(db)).length > 0) return false;
  const { rows } = await db.query<{ missing: boolean }>(
    `select exists (
      select from unnest($1::text[], $2::integer[]) wanted (name, version)
      where not exists (select from event_types t where t.name = wanted.name and t.version >= wanted.version)
    ) or exists (
      select from unnest($3::text[], $4::integer[]) wanted (name, version)
      where not exists (select from projections p where p.name = wanted.name and p.version >= wanted.version)
    ) as missing`,
    [
      events.map(({ type }) => type),
      events.map(({ version }) => version),
      projections.map(({ name }) => name),
      projections.map(({ version }) => version),
    ],
  );
  return !rows[0]!.missing;
}

/** Returns the names of this release's migrations that have not run in this database. */
async function pendingMigrations(db: Queryable): Promise<string[]> {
  const known = await db.query<{ exists: boolean }>(`select to_regclass('migrations') is not null as exists`);
  const { rows } = known.rows[0]!.exists
    ? await db.query<{ name: string }>('select name from migrations')
    : { rows: [] };
  const done = new Set(rows.map(({ name }) => name));
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => path.basename(file, '.sql'))
    .filter((name) => !done.has(name));
}
