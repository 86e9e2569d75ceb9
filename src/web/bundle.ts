import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync, transformSync } from 'esbuild';

/** A file for browsers. `digest` is of its sources, so that it is known before the file is built. */
export type Built = { name: string; digest: string; build: () => Buffer };

/** Combines the style sheets in views/styles/ into one, minified. */
export function builtStyles(folder: string): Built {
  const names = readdirSync(join(folder, 'styles')).sort();
  // index.css declares the order of the layers, so it must be first. The layers decide the order of the rest.
  names.sort((a, b) => Number(b === 'index.css') - Number(a === 'index.css'));
  const sheets = names.map((name) => readFileSync(join(folder, 'styles', name)));
  return {
    name: 'styles.css',
    digest: digestOf(sheets),
    build: () => {
      const { code } = transformSync(Buffer.concat(sheets), { loader: 'css', minify: true });
      return Buffer.from(code);
    },
  };
}

/**
 * Bundles views/scripts/index.js with everything it imports, including Turbo, as one minified script in its own scope.
 */
export function builtScripts(folder: string): Built {
  const scripts = join(folder, 'scripts');
  const own = readdirSync(scripts).sort();
  const sources = [...own.map((name) => join(scripts, name)), require.resolve('@hotwired/turbo')];
  return {
    name: 'scripts.js',
    digest: digestOf(sources.map((path) => readFileSync(path))),
    build: () => {
      const { outputFiles } = buildSync({
        entryPoints: [join(scripts, 'index.js')],
        bundle: true,
        minify: true,
        format: 'iife',
        target: 'es2022',
        write: false,
      });
      return Buffer.from(outputFiles[0]!.contents);
    },
  };
}

/** The first 64 bits of SHA-256, in hexadecimal. */
export function digestOf(contents: readonly Buffer[]): string {
  const hash = createHash('sha256');
  for (const content of contents) hash.update(content);
  return hash.digest('hex').slice(0, 16);
}
