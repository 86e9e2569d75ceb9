import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StartFailure } from '../../base/failure';
import { documents } from './documents';

/** A set of planned file changes. Nothing is written until all of them are known to work. Paths are relative to `root`. */
export class Draft {
  private readonly texts = new Map<string, string>();

  constructor(readonly root: string) {}

  /** Adds a new file. Throws a StartFailure if the file exists. */
  create(file: string, text: string): void {
    if (existsSync(path.join(this.root, file))) throw new StartFailure(`${file} already exists.`);
    this.texts.set(file, text);
  }

  /** Inserts `text` before the last `marker`. Throws a StartFailure if the file has no marker. */
  insert(file: string, text: string, marker: string): void {
    const present = this.read(file);
    const at = present.lastIndexOf(marker);
    if (at < 0)
      throw new StartFailure(
        `${file} no longer contains “${marker.trim()}”, which marks where to insert a line.`,
      );
    this.texts.set(file, present.slice(0, at) + text + present.slice(at));
  }

  /** Appends `item` to the list that ends with `end`, with a comma where one is needed. */
  addToList(file: string, item: string, end: string): void {
    const before = this.read(file).slice(0, this.read(file).lastIndexOf(end)).trimEnd();
    this.insert(file, /[,[]$/.test(before) ? `${item},` : `, ${item}`, end);
  }

  /** Adds an import at the top of the file. The formatter sorts it. */
  import(file: string, line: string): void {
    this.texts.set(file, `${line}\n${this.read(file)}`);
  }

  /**
   * Writes and formats all files, then updates the generated documents. Returns the files. Throws a
   * StartFailure, and writes nothing, if the documents can't be generated from the present code.
   */
  write(): string[] {
    for (const textOf of Object.values(documents)) textOf(this.root);
    for (const [file, text] of this.texts) {
      mkdirSync(path.dirname(path.join(this.root, file)), { recursive: true });
      writeFileSync(path.join(this.root, file), text);
    }
    const files = [...this.texts.keys()];
    const formatted = files.filter((file) => /\.(ts|json)$/.test(file));
    this.node(require.resolve('@biomejs/biome/bin/biome'), 'check', '--write', ...formatted);
    // A new process, because this one has already loaded the code as it was before.
    this.node('--import', 'tsx', 'src/ops/scaffold/write-documents.ts');
    return [...files, ...Object.keys(documents)];
  }

  private read(file: string): string {
    return this.texts.get(file) ?? readFileSync(path.join(this.root, file), 'utf8');
  }

  private node(...args: string[]): void {
    execFileSync(process.execPath, args, { cwd: this.root, stdio: ['ignore', 'ignore', 'pipe'] });
  }
}
