import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { RequestHandler } from 'express';
import { type Built, builtScripts, builtStyles, digestOf } from './bundle';

export type Assets = {
  /** Returns the path of an asset with a name like 'styles.css'. Throws an Error for an unknown name. */
  asset: (name: string) => string;
  /** Answers GET /assets/<stem>.<digest>.<extension>, and passes on all other requests. */
  serve: RequestHandler;
};

/**
 * Returns the assets below `folder`: the style sheets combined as 'styles.css', the scripts combined as 'scripts.js',
 * and the images. A path contains a digest of the content, so browsers may cache the response forever. A path with
 * another digest comes from a page of another release, which runs alongside this one during a deploy: it gets this
 * release's content, uncached, since that is better than nothing. Assets are minified and compressed on first request.
 */
export function createAssets(folder = join(__dirname, '../../views')): Assets {
  const all = [builtStyles(folder), builtScripts(folder), ...images(folder)].map(addressed);
  const byName = new Map(all.map((one) => [one.name, one]));
  return {
    asset(name) {
      const one = byName.get(name);
      if (!one) throw new Error(`unknown asset: ${name}`);
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
  if (!type) throw new Error(`${name}: no content type for .${extension}`);
  let content: Buffer | undefined;
  const encodings = new Map<string, Buffer>();
  return {
    name,
    type,
    path: `/assets/${stem}.${digest}.${extension}`,
    encoded(encoding: string): Buffer {
      content ??= build();
      const encoded = encodings.get(encoding) ?? encoders[encoding]!(content);
      encodings.set(encoding, encoded);
      return encoded;
    },
  };
}
