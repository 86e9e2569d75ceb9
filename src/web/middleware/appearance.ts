import type { Request, RequestHandler, Response } from 'express';
import { type Appearance, appearances } from '../../base/settings';

const cookieName = 'kith-appearance';
const year = 365 * 24 * 60 * 60 * 1000;

/**
 * Tells the layout whether to show pages light or dark in this browser. Reads a cookie, so that error and sign-in pages
 * look like the rest without a database query.
 */
export function appearance(): RequestHandler {
  return (req, res, next) => {
    res.locals.appearance = appearanceOf(req);
    next();
  };
}

/** Sets the appearance for this response, and stores it in this browser's cookie for later ones. */
export function setAppearance(req: Request, res: Response, wanted: Appearance): void {
  res.locals.appearance = wanted;
  if (wanted === appearanceOf(req)) return;
  const attributes = { httpOnly: true, sameSite: 'lax', secure: req.secure } as const;
  if (wanted === 'system') res.clearCookie(cookieName, attributes);
  else res.cookie(cookieName, wanted, { ...attributes, maxAge: year });
}

function appearanceOf(req: Request): Appearance {
  const [, value] = cookiePattern.exec(req.headers.cookie ?? '') ?? [];
  return appearances.find((one) => one === value) ?? 'system';
}

const cookiePattern = new RegExp(`(?:^|; )${cookieName}=([a-z]{1,10})(?:;|$)`);
