import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..');

/**
 * Every folder, in the order of src/README.md. Each may import itself and those above it, types included. Files directly
 * in src are listed one by one.
 */
const order = [
  'src/base',
  'src/notes',
  'src/database',
  'src/database/embedded',
  'src/event-store',
  'src/engine/projecting',
  'src/engine/replaying',
  'src/engine/erasing',
  'src/engine/reacting',
  'src/engine/deciding',
  'src/domain/values',
  'src/domain/searching',
  'src/domain/events',
  'src/domain/projections',
  'src/domain/examples',
  'src/domain/commands',
  'src/domain/history',
  'src/domain',
  'src/domain/backfilling',
  'src/mail',
  'src/accounts',
  'src/privacy',
  'src/reactors',
  'src/kith.ts',
  'src/release',
  'src/queue',
  'src/morning',
  'src/web',
  'src/web/middleware',
  'src/web/controllers',
  'jobs',
  'src/worker',
  'src/ops/process',
  'src/ops/scaffold',
  'src/ops/demo',
  'src/ops/cli',
  'src/app.ts',
  'src/migrate.ts',
  'src/web.ts',
  'src/worker.ts',
  'src/start.ts',
];

/** Folders with stricter rules: they may import only what is listed here. */
const stricter: Record<string, RegExp> = {
  'src/domain/events': /^src\/(base|event-store|domain\/values|domain\/events)$/,
  'src/domain/projections': /^src\/(base|notes|event-store|engine\/projecting|database|domain\/\w+)$/,
  'src/domain/commands': /^src\/(base|event-store|engine\/\w+|domain\/\w+)$/,
};

const files = ['src', 'jobs'].flatMap(filesIn);
const imports = files.flatMap((from) => importsOf(from).map((to) => ({ from, to })));

describe('imports', () => {
  test('every file is in a folder of the list, and every folder of the list has files', () => {
    expect(files.filter((file) => placeOf(file) === undefined)).toEqual([]);
    expect(order.filter((place) => !files.some((file) => placeOf(file) === place))).toEqual([]);
  });

  test('go up the list, never down', () => {
    const down = imports.filter(({ from, to }) => rankOf(to) > rankOf(from));
    expect(
      down.map(({ from, to }) => `${from} imports ${to}: ${placeOf(from)} is above ${placeOf(to)}`),
    ).toEqual([]);
  });

  test.each(Object.entries(stricter))('%s imports only %s', (place, allowed) => {
    const broken = imports.filter(({ from, to }) => placeOf(from) === place && !allowed.test(placeOf(to)!));
    expect(broken.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  test('the domain and the engine import nothing of HTTP', () => {
    const domain = files.filter((file) => file.startsWith('src/domain/') || file.startsWith('src/engine/'));
    expect(domain.filter((file) => /from '(express|node:http)/.test(textOf(file)))).toEqual([]);
  });

  test('form no cycles, types included', () => {
    expect(files.flatMap(cycleFrom)).toEqual([]);
  });
});

/** Returns paths relative to the root, such as src/domain/events/index.ts. */
function filesIn(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.posix.join(folder, name.replaceAll(path.sep, '/')));
}

/** Returns the most specific entry of the list that contains the file. */
function placeOf(file: string): string | undefined {
  for (let place = file; place !== '.'; place = path.posix.dirname(place))
    if (order.includes(place)) return place;
  return undefined;
}

function rankOf(file: string): number {
  return order.indexOf(placeOf(file)!);
}

function textOf(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** Returns the project files that a file imports: values and types, statically and dynamically. */
function importsOf(file: string): string[] {
  const specifiers = textOf(file).matchAll(
    /^(?:import|export)\s[^;]*?from '(\.[^']+)';|\bimport\('(\.[^']+)'\)/gms,
  );
  return [...specifiers].flatMap(([, named, dynamic]) => {
    const target = path.posix.join(path.posix.dirname(file), (named ?? dynamic)!);
    return [`${target}.ts`, `${target}/index.ts`].filter((name) => files.includes(name)).slice(0, 1);
  });
}

/** Returns the first import cycle that contains this file, if any. */
function cycleFrom(start: string): string[] {
  const seen = new Set<string>();
  const paths = importsOf(start).map((file) => [file]);
  for (let current = paths.pop(); current; current = paths.pop()) {
    const last = current.at(-1)!;
    if (last === start) return [[start, ...current].join(' → ')];
    if (seen.has(last)) continue;
    seen.add(last);
    paths.push(...importsOf(last).map((file) => [...current!, file]));
  }
  return [];
}
