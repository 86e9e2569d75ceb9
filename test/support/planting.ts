import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Pool } from 'pg';
import type { Actor } from '../../src/engine/deciding/execute';
import { plantedPayload, type Schema } from './planted';
import { appendStored } from './stored-event';
import { eventTypes } from './stream';

/**
 * Appends an event of every type and version, with a unique text that begins with `secret` in each field. Returns the
 * contacts that they are about: one for each version of contact-created.
 */
export async function plantEvents(pool: Pool, actor: Actor, secret: string): Promise<number[]> {
  const versions = eventTypes.schemas.filter(
    ({ name }) => !/^account-(opened|closed)$|-forgotten$/.test(name),
  );
  const isBeginning = ({ name }: { name: string }) => name === 'contact-created';
  const contacts: number[] = [];
  for (const one of [...versions.filter(isBeginning), ...versions.filter((other) => !isBeginning(other))]) {
    const { name, version, schema } = one;
    const payload = plantedPayload(schema as Schema, `${secret}-${name}-${version}-`);
    const subject = isBeginning(one) ? 'itself' : name.startsWith('account-') ? null : contacts[0]!;
    // Handlers can't process invalid time zones and locales, and account settings aren't free text.
    const kept = name.startsWith('account-') ? { ...payload, time_zone: 'UTC', locale: 'en' } : payload;
    const position = await appendStored(pool, actor, subject, one, withZone(kept));
    if (subject === 'itself') contacts.push(position);
  }
  return contacts;
}

function withZone(payload: object): object {
  return 'time_zone' in payload ? { ...payload, time_zone: 'Europe/Berlin' } : payload;
}

/** Returns the tables, of all schemas, that contain a text in any row, as a dump would show it. */
export async function foundInTables(pool: Pool, text: string): Promise<string[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'm') and n.nspname not in ('pg_toast', 'information_schema')
        and has_table_privilege(c.oid, 'select') order by 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rowCount } = await pool.query(`select from ${name} t where t::text like $1 limit 1`, [
      `%${text}%`,
    ]);
    if (rowCount) found.push(name);
  }
  return found;
}

/**
 * Returns the files in a folder whose bytes contain the text anywhere: in rows, dead rows, indexes, logs, or emails.
 */
export function foundInFolder(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .filter((file) => readFileSync(file).includes(text))
    .map((file) => path.relative(folder, file))
    .sort();
}
