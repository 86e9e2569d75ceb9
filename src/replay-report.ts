import { isDeepStrictEqual } from 'node:util';
import type { Row } from './projecting/define-projection';
import type { Rebuilt } from './projecting/rebuild';

const longestValue = 60;

/** A line for each row that a rebuild changes: its table, its key, and each column's value before and after. */
export function* rowChanges({ differences }: Rebuilt): Generator<string> {
  for (const { table, key, difference } of differences) {
    const named = (row: Row) => `${table} ${key.map((column) => show(row[column])).join(', ')}`.trim();
    for (const row of difference.deleted) yield `${named(row)}: goes`;
    for (const [index, row] of difference.written.entries()) {
      const before = difference.replaced[index];
      yield before ? `${named(row)}: ${changedColumns(before, row).join('; ')}` : `${named(row)}: is new`;
    }
  }
}

function changedColumns(before: Row, after: Row): string[] {
  return Object.keys(after)
    .filter((column) => !isDeepStrictEqual(before[column], after[column]))
    .map((column) => `${column} ${show(before[column])} → ${show(after[column])}`);
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
