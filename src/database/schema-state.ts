import { readdirSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';

const FOLDER = path.join(__dirname, '..', '..', 'migrations');

/** The names of this release's migrations that the database has not seen. Empty: it is up to date, or ahead. */
export async function pendingMigrations(db: Pick<pg.ClientBase, 'query'>): Promise<string[]> {
  const known = await db.query<{ exists: boolean }>(`select to_regclass('migrations') is not null as exists`);
  const { rows } = known.rows[0]!.exists
    ? await db.query<{ name: string }>('select name from migrations')
    : { rows: [] };
  const done = new Set(rows.map(({ name }) => name));
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => path.basename(file, '.sql'))
    .filter((name) => !done.has(name))
    .sort();
}
