import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { RequestHandler } from 'express';
import { type Built, builtScripts, builtStyles, digestOf } from './bundle';

export type Assets = {
  /** The address of an asset, named like 'styles.css'. Throws for a name that there is not. */
  asset: (name: string) => string;
  /** Answers GET /assets/<stem>.<digest>.<extension>, and passes on what it does not know. */
  serve: RequestHandler;
};

/**
 * The style sheets (as one, 'styles.css'), the scripts (as one, 'scripts.js') and the images below `folder`.
 * An address carries a digest of what it leads to, so browsers may keep the answer for ever. One with another digest is
 * from a page of another release, which runs beside this one for a while: what there is here is better than nothing.
 * Each is minified and compressed, as far as it can be, when it is first asked for.
 */
export function createAssets(folder = join(__dirname, '../../views')): Assets {
  const all = [builtStyles(folder), builtScripts(folder), ...images(folder)].map(addressed);
  const byName = new Map(all.map((one) => [one.name, one]));
  return {
    asset(name) {
      const one = byName.get(name);
      if (!one) throw new Error(`there is no asset called ${name}`);
      return one.path;
    },
    serve(req, res, next) {
      const [, stem, extension] = pathPattern.exec(req.path) ?? [];
      const one =
        req.method === 'GET' || req.method === 'HEAD' ? byName.get(`${stem}.${extension}`) : undefined;
      if (!one) return next();
      const encoding = ['br', 'gzip'].find((one) => req.acceptsEncodings(one)) ?? 'identity';
      if (encoding !== 'identity') res.set('Content-Encoding', encoding);
      res.set({
        'Content-Type': one.type,
        Vary: 'Accept-Encoding',
        'Cache-Control': req.path === one.path ? forever : 'no-store',
      });
      res.send(one.encoded(encoding));
    },
  };
}

const forever = 'public, max-age=31536000, immutable';
const pathPattern = /^\/assets\/([a-z-]+)\.[\w-]{16}\.([a-z]+)$/;

const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

const encoders: Record<string, (content: Buffer) => Buffer> = {
  br: (content) => brotliCompressSync(content),
  gzip: (content) => gzipSync(content, { level: 9 }),
  identity: (content) => content,
};

function images(folder: string): Built[] {
  const names = readdirSync(join(folder, 'images')).sort();
  return names.map((name) => {
    const content = readFileSync(join(folder, 'images', name));
    return { name, digest: digestOf([content]), build: () => content };
  });
}

function addressed({ name, digest, build }: Built) {
  const [stem = '', extension = ''] = name.split('.');
  const type = types[extension];
  if (!type) throw new Error(`${name}: Kith does not know how to serve .${extension}`);
  let content: Buffer | undefined;
  const made = new Map<string, Buffer>();
  return {
    name,
    type,
    path: `/assets/${stem}.${digest}.${extension}`,
    encoded(encoding: string): Buffer {
      content ??= build();
      const known = made.get(encoding) ?? encoders[encoding]!(content);
      made.set(encoding, known);
      return known;
    },
  };
}
