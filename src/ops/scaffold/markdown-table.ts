/** Returns a Markdown table. Cells are Markdown in one line; a `|` in them is escaped. */
export function markdownTable(titles: string[], rows: string[][]): string {
  return [titles, titles.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}
