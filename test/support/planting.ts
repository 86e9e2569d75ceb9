import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Pool } from 'pg';
import type { Actor } from '../../src/engine/deciding/execute';
import { plantedPayload, type Schema } from './planted';
import { appendStored } from './stored-event';
import { eventTypes } from './stream';

/**
 * Appends an event of every version that there is, with texts of its own in every field, all beginning with `secret`.
 * Returns the contacts that they are about: one for each version of contact-created.
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
    // Days and zones that are none can't be handled; what an account is set to is no text of its holder's.
    const kept = name.startsWith('account-') ? { ...payload, time_zone: 'UTC', locale: 'en' } : payload;
    const position = await appendStored(pool, actor, subject, one, withZone(kept));
    if (subject === 'itself') contacts.push(position);
  }
  return contacts;
}

function withZone(payload: object): object {
  return 'time_zone' in payload ? { ...payload, time_zone: 'Europe/Berlin' } : payload;
}

/** Where in the database a text stands: every table of every schema, row by row, as a dump has it. */
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

/** The files below a folder whose bytes have the text anywhere: rows, dead rows, indexes, logs, mails. */
export function foundInFolder(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .filter((file) => readFileSync(file).includes(text))
    .map((file) => path.relative(folder, file))
    .sort();
}
