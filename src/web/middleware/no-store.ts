import type { RequestHandler } from 'express';

/** Keeps pages out of every cache, so that the back button shows nobody's contacts after signing out. */
export function noStore(): RequestHandler {
  return (_req, res, next) => {
    res.set('Cache-Control', 'no-store');
    next();
  };
}
