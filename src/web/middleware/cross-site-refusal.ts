import type { Request, RequestHandler } from 'express';
import { PageFailure } from '../../accounts/page-failure';
import type { Config } from '../../base/config';

/**
 * Rejects requests from other sites' pages that would change something (403). That includes signing in: being signed in
 * to a stranger's account unknowingly is harmful, too. Browsers send Sec-Fetch-Site or Origin with a POST; a client
 * that sends neither is no browser and has nobody's cookies.
 */
export function crossSiteRefusal(config: Config): RequestHandler {
  const ourHost = new URL(config.baseUrl).host;
  return (req, _res, next) => {
    if (safeMethods.has(req.method) || comesFromUs(req, ourHost)) return next();
    throw new PageFailure(
      403,
      'That request came from another site',
      'We blocked a form that another website sent on your behalf. Nothing was changed. If you meant to do this, open Kith and try again there.',
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
