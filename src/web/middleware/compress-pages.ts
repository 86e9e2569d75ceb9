import compression from 'compression';
import type { Request, RequestHandler } from 'express';

/**
 * Compresses responses to requests from our own pages or typed by the person, but not to requests from other sites.
 * Another site could put words into a URL (a search, say), have the person's browser open it, observe the compressed
 * length on the network, and so learn whether the page contains those words (BREACH). Browsers send Sec-Fetch-Site over
 * TLS and on localhost; elsewhere, anyone who can see the length can see the page.
 */
export function compressPages(): RequestHandler {
  return compression({
    filter: (req, res) => isRequestedByUs(req as Request) && compression.filter(req, res),
  });
}

function isRequestedByUs(req: Request): boolean {
  return ['same-origin', 'none'].includes(req.get('sec-fetch-site') ?? '');
}
