import { isDeepStrictEqual } from 'node:util';
import type { Row, TableDefinition } from '../../engine/projecting/define-table';
import type { Difference } from '../../engine/projecting/table';

const longestValue = 60;

/** Yields a line for each row that a rebuild changes: its table, its key, and each column's value before and after. */
export function* rowChanges(
  { name, key, columns }: TableDefinition,
  difference: Difference,
): Generator<string> {
  const named = (row: Row) => `${name} ${key.map((column) => show(row[column])).join(', ')}`.trim();
  const changed = (before: Row, after: Row) =>
    Object.keys(columns)
      .filter((column) => !isDeepStrictEqual(before[column], after[column]))
      .map((column) => `${column} ${show(before[column])} → ${show(after[column])}`)
      .join('; ');
  for (const row of difference.removed) yield `${named(row)}: deleted`;
  for (const [index, row] of difference.written.entries()) {
    const before = difference.replaced[index];
    yield before ? `${named(row)}: ${changed(before, row)}` : `${named(row)}: added`;
  }
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
