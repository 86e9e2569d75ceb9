import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StartFailure } from '../../base/failure';
import { freezeSchemas } from './frozen-schemas';

/** Files as they are going to be: nothing is written before everything is known to fit. Paths are below `root`. */
export class Draft {
  private readonly texts = new Map<string, string>();

  constructor(readonly root: string) {}

  /** A new file. Throws a StartFailure where there is one already. */
  create(file: string, text: string): void {
    if (existsSync(path.join(this.root, file))) throw new StartFailure(`${file} is there already.`);
    this.texts.set(file, text);
  }

  /** Puts `text` before the last `marker`. Throws a StartFailure where the file has none. */
  insert(file: string, text: string, marker: string): void {
    const present = this.read(file);
    const at = present.lastIndexOf(marker);
    if (at < 0)
      throw new StartFailure(`${file} has no “${marker.trim()}” any more: that is where a line belongs.`);
    this.texts.set(file, present.slice(0, at) + text + present.slice(at));
  }

  /** Puts `item` at the end of the list that ends with `end`, behind a comma where one is needed. */
  addToList(file: string, item: string, end: string): void {
    const before = this.read(file).slice(0, this.read(file).lastIndexOf(end)).trimEnd();
    this.insert(file, /[,[]$/.test(before) ? `${item},` : `, ${item}`, end);
  }

  /** Puts a row at the end of the last table below a heading. Throws a StartFailure where there is no such table. */
  insertRow(file: string, heading: string, row: string): void {
    const present = this.read(file);
    const start = present.indexOf(`\n${heading}\n`);
    const section = present.slice(start + 1 + heading.length).split(/^#{1,3} /m)[0]!;
    const last = section.lastIndexOf('\n| ');
    if (start < 0 || last < 0) throw new StartFailure(`${file} has no table below “${heading}” any more.`);
    const at = present.indexOf('\n', start + 1 + heading.length + last + 1);
    this.texts.set(file, `${present.slice(0, at)}\n${row}${present.slice(at)}`);
  }

  /** Puts an import on top; the formatter sorts it in. */
  import(file: string, line: string): void {
    this.texts.set(file, `${line}\n${this.read(file)}`);
  }

  /** Writes everything, formats it, and brings digests and the generated document up to date. Returns the files. */
  write(): string[] {
    for (const [file, text] of this.texts) {
      mkdirSync(path.dirname(path.join(this.root, file)), { recursive: true });
      writeFileSync(path.join(this.root, file), text);
    }
    const files = [...this.texts.keys()];
    const formatted = files.filter((file) => /\.(ts|json)$/.test(file));
    this.node(require.resolve('@biomejs/biome/bin/biome'), 'check', '--write', ...formatted);
    freezeSchemas(this.root);
    // In a process of its own, which sees the code as it is now.
    this.node('--import', 'tsx', 'src/ops/scaffold/write-events-document.ts');
    return [...files, 'schemas/digests.json', 'docs/events.md'];
  }

  private read(file: string): string {
    return this.texts.get(file) ?? readFileSync(path.join(this.root, file), 'utf8');
  }

  private node(...args: string[]): void {
    execFileSync(process.execPath, args, { cwd: this.root, stdio: ['ignore', 'ignore', 'pipe'] });
  }
}
