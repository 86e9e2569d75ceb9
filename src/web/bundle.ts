import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync, transformSync } from 'esbuild';

/** A file for browsers. `digest` is of what it is built from, so that it is known before it is built. */
export type Built = { name: string; digest: string; build: () => Buffer };

/** The style sheets of views/styles/, minified, as one. */
export function builtStyles(folder: string): Built {
  const names = readdirSync(join(folder, 'styles')).sort();
  // index.css names the order of the layers, so it goes first; the layers make the others' order matter little.
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

/** views/scripts/index.js with all that it imports, Turbo above all, minified, as one script in a scope of its own. */
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
