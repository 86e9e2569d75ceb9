import { join } from 'node:path';
import { escapeXML } from 'ejs';
import type { Express, Request, RequestHandler } from 'express';
import { timeZones } from '../base/time-zones';
import { contactMethodLink } from '../domain/values/contact-method';
import { typedMethods } from '../domain/values/contact-methods-text';
import { contactPath } from '../domain/values/contact-path';
import { contactFields, fields } from '../domain/values/fields';
import { everyWords, rhythms } from '../domain/values/stay-in-touch';
import type { Assets } from './assets';

/**
 * Lets `res.render('contacts/show', …)` render views/contacts/show.ejs, and gives all views a few shared functions and
 * values: `fields`, `contactFields`, `asset`, `contactPath`, `contactMethodLink`, `typedMethods`, `escapeXML`, `timeZones`, `everyWords`, and
 * `rhythms`.
 */
export function useViews(app: Express, assets: Assets): void {
  app.set('views', join(__dirname, '../../views'));
  app.set('view engine', 'ejs');
  app.enable('view cache');
  const { asset } = assets;
  const words = { fields, contactFields, typedMethods, escapeXML, timeZones, everyWords, rhythms };
  Object.assign(app.locals, { asset, contactPath, contactMethodLink, ...words });
}

/** Tells the layout whether someone is signed in, and which page is shown. Goes after the assets, before all routes. */
export function layoutLocals(): RequestHandler {
  return (req, res, next) => {
    res.locals.signedIn = () => isSignedIn(req);
    res.locals.placeOf = (path: string) => placeOf(req.path, path);
    next();
  };
}

/** Returns `aria-current` for a link to `path`: 'page' for this page, 'true' for a page in its section, else false. */
function placeOf(here: string, path: string): 'page' | 'true' | false {
  if (here === path) return 'page';
  return (places[path] ?? []).some((place) => `${here}/`.startsWith(`${place}/`)) && 'true';
}

/** The paths in each section of the navigation. */
const places: Record<string, string[]> = {
  '/contacts': ['/contacts', '/deleted-contacts', '/history'],
  '/meetings': ['/meetings'],
  '/settings': ['/settings', '/account'],
};

/** Called while rendering, not before, since signing in changes it during the request. */
function isSignedIn(req: Request): boolean {
  return Boolean((req.session as { accountId?: number } | undefined)?.accountId);
}
