import compression from 'compression';
import type { Request, RequestHandler } from 'express';

/**
 * Compresses pages that our own pages or the person asked for. What another site caused is sent as it is: such a site
 * could put words of its own into an address (a search, say), have it opened in somebody's name, and learn from the
 * compressed length, seen on the network, whether the page holds them (BREACH). Browsers tell who asked by
 * Sec-Fetch-Site over TLS and on this machine; elsewhere whoever could see the length sees the page.
 */
export function compressPages(): RequestHandler {
  return compression({
    filter: (req, res) => isAskedForByUs(req as Request) && compression.filter(req, res),
  });
}

function isAskedForByUs(req: Request): boolean {
  return ['same-origin', 'none'].includes(req.get('sec-fetch-site') ?? '');
}
