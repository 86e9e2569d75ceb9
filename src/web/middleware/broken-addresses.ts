import type { RequestHandler } from 'express';
import { PageFailure } from '../../accounts/page-failure';

/**
 * Refuses addresses that are no path (`OPTIONS *`), and those that are no text: broken percent-encoding, broken
 * UTF-8, or a NUL, which PostgreSQL can't store (400).
 */
export function refuseBrokenAddresses(): RequestHandler {
  return (req, _res, next) => {
    if (req.url.startsWith('/') && isText(req.url)) return next();
    throw new PageFailure(
      400,
      'This address is broken',
      'Part of the address got lost on the way here. Please check the link, or start from the front page.',
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
