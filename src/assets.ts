import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RequestHandler } from 'express';

export type Assets = {
  /** The address of an asset, named like 'styles.css'. Throws for a name that there is not. */
  asset: (name: string) => string;
  /** Answers GET /assets/<stem>.<digest>.<extension>, and passes on what it does not know. */
  serve: RequestHandler;
};

/**
 * Reads the style sheets (as one, 'styles.css'), scripts and images below `folder` into memory, compressed once.
 * An address carries a digest of what it leads to, so browsers may keep the answer for ever.
 */
export function createAssets(folder = join(__dirname, '..', 'views')): Assets {
  const all = [styles(folder), ...files(folder, 'scripts'), ...files(folder, 'images')].map(prepare);
  const byName = new Map(all.map((one) => [one.name, one]));
  const byPath = new Map(all.map((one) => [one.path, one]));
  return {
    asset(name) {
      const one = byName.get(name);
      if (!one) throw new Error(`there is no asset called ${name}`);
      return one.path;
    },
    serve(req, res, next) {
      const one = req.method === 'GET' || req.method === 'HEAD' ? byPath.get(req.path) : undefined;
      if (!one) return next();
      const zipped = Boolean(req.acceptsEncodings('gzip'));
      if (zipped) res.set('Content-Encoding', 'gzip');
      res.set({ 'Content-Type': one.type, Vary: 'Accept-Encoding', 'Cache-Control': forever });
      res.send(zipped ? one.zipped : one.content);
    },
  };
}

const forever = 'public, max-age=31536000, immutable';

const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

type File = { name: string; content: Buffer };

/** index.css names the order of the layers, so it goes first; the layers make the others' order matter little. */
function styles(folder: string): File {
  const sheets = files(folder, 'styles').sort(
    (a, b) => Number(b.name === 'index.css') - Number(a.name === 'index.css'),
  );
  return { name: 'styles.css', content: Buffer.concat(sheets.map(({ content }) => content)) };
}

function files(folder: string, kind: string): File[] {
  const names = readdirSync(join(folder, kind)).sort();
  return names.map((name) => ({ name, content: readFileSync(join(folder, kind, name)) }));
}

function prepare({ name, content }: File) {
  const [stem = '', extension = ''] = name.split('.');
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 16);
  const type = types[extension];
  if (!type) throw new Error(`${name}: Kith does not know how to serve .${extension}`);
  return { name, content, zipped: gzipSync(content), type, path: `/assets/${stem}.${digest}.${extension}` };
}
