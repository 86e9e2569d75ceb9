import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from } from 'pg-copy-streams';

/**
 * Runs a `copy … from stdin` with these lines, which are in PostgreSQL's text format, within the client's transaction.
 * Rejects with the database's own error.
 */
export function copyIn(client: PoolClient, statement: string, lines: string): Promise<void> {
  const copying = from(statement);
  client.query(copying);
  return pipeline(Readable.from([lines], { objectMode: false }), copying);
}

/** A value as it stands in such a line, between tabs. What is no text, date, number or boolean, stringify before. */
export function copyField(value: unknown): string {
  if (typeof value === 'string') return special.test(value) ? escaped(value) : value;
  if (value === null || value === undefined) return '\\N';
  return value instanceof Date ? value.toISOString() : String(value);
}

const special = /[\\\n\r\t]/;

function escaped(text: string): string {
  const doubled = text.replaceAll('\\', '\\\\');
  return doubled.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');
}
