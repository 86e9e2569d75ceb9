import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..');
const files = ['src', 'jobs'].flatMap(filesIn);

/** Up to `deciding` nothing knows of contacts (docs/architecture.md). */
const engine = ['event-store', 'projecting', 'erasing', 'reacting', 'deciding'];
const model = ['events', 'projections', 'commands'];

describe('imports', () => {
  test.each([
    ['event-store', ['event-store', 'database']],
    ['projecting', ['projecting', 'event-store', 'database']],
    ['erasing', ['erasing', 'projecting', 'event-store', 'database']],
    ['reacting', ['reacting', 'projecting', 'event-store', 'database']],
    ['deciding', [...engine, 'database']],
    ['events', ['events', 'event-store']],
    ['projections', ['projections', 'events', 'projecting', 'searching', 'event-store']],
    ['commands', [...model, ...engine, 'examples']],
  ])('%s knows of nothing that stands above it', (folder, below) => {
    const above = files
      .filter((file) => folderOf(file) === folder)
      .flatMap((file) => importsOf(file).map((imported) => `${file} knows of ${imported}`))
      .filter((line) => {
        const known = folderOf(line.split(' ').at(-1)!);
        return known !== null && !below.includes(known);
      });
    expect(above).toEqual([]);
  });

  test('events, commands and projections know nothing of HTTP', () => {
    const knowing = files.filter(
      (file) => model.includes(folderOf(file) ?? '') && /from '(express|node:http)/.test(textOf(file)),
    );
    expect(knowing).toEqual([]);
  });

  test('no file comes round to itself', () => {
    expect(files.flatMap(circleFrom)).toEqual([]);
  });
});

/** Names of files from the root, such as src/events/index.ts. */
function filesIn(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.posix.join(folder, name.replaceAll(path.sep, '/')));
}

/** The folder below src; null: right in it, or elsewhere. */
function folderOf(file: string): string | null {
  return /^src\/([^/]+)\//.exec(file)?.[1] ?? null;
}

function textOf(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** What a file imports from here. Types are gone at run time: they may know of each other within a folder. */
function importsOf(file: string, { types = true } = {}): string[] {
  const imports = textOf(file).matchAll(/^(?:import|export)(\s+type)?\s[^;]*?from '(\.[^']+)';/gms);
  return [...imports].flatMap(([, isType, to]) => {
    if (isType && !types) return [];
    const target = path.posix.join(path.posix.dirname(file), to!);
    return [`${target}.ts`, `${target}/index.ts`].filter((name) => files.includes(name));
  });
}

/** The first circle of imports that leads back to this file, if any. */
function circleFrom(start: string): string[] {
  const seen = new Set<string>();
  const ways = importsOf(start, { types: false }).map((file) => [file]);
  for (let way = ways.pop(); way; way = ways.pop()) {
    const here = way.at(-1)!;
    if (here === start) return [[start, ...way].join(' → ')];
    if (seen.has(here)) continue;
    seen.add(here);
    ways.push(...importsOf(here, { types: false }).map((file) => [...way!, file]));
  }
  return [];
}
