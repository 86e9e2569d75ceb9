/** What the docstrings of a table's row type say. Empty or missing where there is no docstring. */
export type RowDocstrings = { rowType: string; row: string; columns: { [column: string]: string } };

type RowType = { base: string | undefined; row: string; columns: { [column: string]: string } };

/**
 * Returns what is said about the rows and columns of each table, by the table's name. Reads TypeScript as Biome formats
 * it: `defineTable<CatRow>({ name: … })` and `export type CatRow = {`, also `= AnimalRow & {`, with each docstring in the
 * lines above its column. The sources are searched together. A table whose row type isn't found is left out.
 */
export function readRowDocstrings(sources: readonly string[]): Map<string, RowDocstrings> {
  const types = new Map(sources.flatMap(rowTypesIn));
  const tables = new Map<string, RowDocstrings>();
  for (const source of sources) {
    for (const [, rowType, table] of source.matchAll(tableDefinition)) {
      const type = types.get(rowType!);
      if (!type) continue;
      const columns = { ...types.get(type.base ?? '')?.columns, ...type.columns };
      tables.set(table!, { rowType: rowType!, row: type.row, columns });
    }
  }
  return tables;
}

const docstring = String.raw`\/\*\*((?:(?!\*\/).)*)\*\/\n`;
const rowTypeDefinition = new RegExp(
  String.raw`(?:${docstring})?export type (\w+Row) = (?:(\w+) & )?\{\n(.*?)^\};`,
  'gms',
);
/** Two spaces: properties of nested types are indented further. */
const documentedColumn = new RegExp(String.raw`^ {2}${docstring} {2}(\w+)\??:`, 'gms');
const tableDefinition = /defineTable<(\w+)>\(\{\s*name: '(\w+)'/g;

function rowTypesIn(source: string): [name: string, type: RowType][] {
  return [...source.matchAll(rowTypeDefinition)].map(([, row, name, base, body]) => {
    const columns = [...body!.matchAll(documentedColumn)].map(([, text, column]) => [column!, textOf(text!)]);
    return [name!, { base, row: textOf(row ?? ''), columns: Object.fromEntries(columns) }];
  });
}

/** Returns a docstring's text as one line, without the asterisks at the beginnings of lines. */
function textOf(comment: string): string {
  return comment
    .replaceAll(/^\s*\*/gm, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
