import type { Request, RequestHandler } from 'express';
import { PageFailure } from '../../accounts/page-failure';
import type { Config } from '../../base/config';

/**
 * Refuses requests that change something when another site's page caused them (403), signing in included:
 * being signed in to a stranger's account unknowingly is harm too.
 * Browsers tell the origin of a POST; what sends neither header is no browser and carries nobody's cookies.
 */
export function crossSiteRefusal(config: Config): RequestHandler {
  const ourHost = new URL(config.baseUrl).host;
  return (req, _res, next) => {
    if (safeMethods.has(req.method) || comesFromUs(req, ourHost)) return next();
    throw new PageFailure(
      403,
      'That came from another site',
      'We stopped a form that another website sent in your name. Nothing was changed. If you meant to do it, open Kith and try again there.',
    );
  };
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

function comesFromUs(req: Request, ourHost: string): boolean {
  const site = req.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = req.get('origin');
  if (origin === undefined) return true;
  const host = URL.canParse(origin) ? new URL(origin).host : '';
  return host !== '' && (host === ourHost || host === req.get('host'));
}
