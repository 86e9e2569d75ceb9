import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { StartFailure } from '../../base/failure';
import { projections } from '../../domain/projections';
import { type Projection, tablesOf } from '../../engine/projecting/define-projection';
import type { TableDefinition } from '../../engine/projecting/define-table';
import { markdownTable } from './markdown-table';
import { type RowDocstrings, readRowDocstrings } from './row-docstrings';

const folder = 'src/domain/projections';

/** Columns that are the same in every table. */
const everywhere: Record<string, string> = {
  account_id: 'The account.',
  last_updated_at: 'When the last event that changed the row happened.',
};

/**
 * Returns Markdown about all projections: their versions, tables, and columns, with the descriptions from the docstrings
 * of row types in `root`. Throws a StartFailure that names every table and column without a description.
 */
export function projectionLists(root: string): string {
  const docstrings = readRowDocstrings(sourcesIn(path.join(root, folder)));
  const definitions = projections as readonly Projection[];
  const tables = definitions.flatMap((projection) => tablesOf(projection).map(([, table]) => table));
  const faults = tables.flatMap((table) => faultsIn(table, docstrings.get(table.name)));
  if (faults.length > 0) throw new StartFailure(faults);
  return definitions.map((projection) => chapter(projection, docstrings)).join('\n\n');
}

function sourcesIn(directory: string): string[] {
  return readdirSync(directory).map((file) => readFileSync(path.join(directory, file), 'utf8'));
}

function faultsIn({ name, columns }: TableDefinition, said: RowDocstrings | undefined): string[] {
  if (!said) return [`${name} has no row type in ${folder} that is exported as “export type …Row = {”.`];
  const missing = Object.keys(columns).filter((column) => !(everywhere[column] ?? said.columns[column]));
  return [
    ...(said.row ? [] : [`${name} has no description. Add a docstring to ${said.rowType}, in ${folder}.`]),
    ...missing.map(
      (column) =>
        `${name}.${column} has no description. Add a docstring to it in ${said.rowType}, in ${folder}.`,
    ),
  ];
}

function chapter(projection: Projection, docstrings: Map<string, RowDocstrings>): string {
  const tables = tablesOf(projection).map(([, table]) => section(table, docstrings.get(table.name)!));
  return [`### \`${projection.name}\`, version ${projection.version}`, ...tables].join('\n\n');
}

function section({ name, key, columns }: TableDefinition, said: RowDocstrings): string {
  const keys = ['account_id', ...key].map((column) => `\`${column}\``);
  const rows = Object.entries({ account_id: 'bigint', ...columns }).map(([column, type]) => [
    `\`${column}\``,
    type,
    (everywhere[column] ?? said.columns[column])!,
  ]);
  return [
    `#### \`${name}\`, key ${keys.join(', ')}`,
    said.row,
    markdownTable(['column', 'type', 'description'], rows),
  ].join('\n\n');
}
