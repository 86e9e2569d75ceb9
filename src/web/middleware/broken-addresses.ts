import type { RequestHandler } from 'express';
import { PageFailure } from '../../accounts/page-failure';

/**
 * Rejects URLs (400) that aren't a path (`OPTIONS *`) or can't be decoded: invalid percent-encoding, invalid UTF-8, or
 * a NUL, which PostgreSQL can't store.
 */
export function refuseBrokenAddresses(): RequestHandler {
  return (req, _res, next) => {
    if (req.url.startsWith('/') && isText(req.url)) return next();
    throw new PageFailure(
      400,
      'This link is broken',
      'Part of its address is missing or damaged. Please check the link, or start from the home page.',
    );
  };
}

function isText(url: string): boolean {
  try {
    return !decodeURIComponent(url).includes('\0');
  } catch {
    return false;
  }
}
