import type { RequestHandler } from 'express';

/** Keeps pages out of all caches, so that the back button shows no contacts after signing out. */
export function noStore(): RequestHandler {
  return (_req, res, next) => {
    res.set('Cache-Control', 'no-store');
    next();
  };
}
