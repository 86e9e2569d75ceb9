import { join } from 'node:path';
import { renderFile } from 'ejs';
import type { Express, Request, RequestHandler } from 'express';
import { contactMethodLink } from '../domain/values/contact-method';
import { contactPath } from '../domain/values/contact-path';
import { contactFields, fields } from '../domain/values/fields';
import { everyWords } from '../domain/values/stay-in-touch';
import type { Assets } from './assets';
import { formLocals } from './form-locals';
import { reachIcon } from './reach-icon';

const folder = join(__dirname, '../../views');

/**
 * Lets `res.render('contacts/show', …)` render views/contacts/show.ejs in the layout, and gives all views a few shared
 * functions and values: `fields`, `contactFields`, `asset`, `contactPath`, `contactMethodLink`, `reachIcon`,
 * `everyWords`, and those of form-locals.ts.
 */
export function useViews(app: Express, assets: Assets): void {
  app.set('views', folder);
  app.set('view engine', 'ejs');
  app.enable('view cache');
  app.engine('ejs', renderInLayout);
  const { asset } = assets;
  // Until the appearance middleware reads the browser's choice.
  app.locals.appearance = 'system';
  Object.assign(app.locals, {
    fields,
    contactFields,
    asset,
    contactPath,
    contactMethodLink,
    reachIcon,
    everyWords,
  });
}

/** What the layout needs to know of a page. `shape`: how wide the page is. */
type InLayout = { title: string; shape?: 'narrow' | 'medium' | 'wide' };

/**
 * Renders a page's template, then views/layout.ejs around it. The template calls `layout` with the page's title and
 * shape. EJS compiles each file once, because the view cache is on.
 */
function renderInLayout(
  path: string,
  given: object,
  callback: (error: Error | null, html?: string) => void,
): void {
  const about: InLayout = { title: '', shape: 'wide' };
  const layout = (page: InLayout) => void Object.assign(about, page);
  const locals = { ...given, ...formLocals(given), layout };
  renderFile(path, locals, (error, body) => {
    if (error) return callback(error);
    renderFile(join(folder, 'layout.ejs'), { ...locals, ...about, body }, callback);
  });
}

/** Tells the layout whether someone is signed in, and where it links to. Goes after the assets, before all routes. */
export function layoutLocals(): RequestHandler {
  return (req, res, next) => {
    res.locals.signedIn = () => isSignedIn(req);
    res.locals.homePath = (keep = '') => (isSignedIn(req) ? `/${keep}` : '/');
    res.locals.navigation = (keep = '') => (isSignedIn(req) ? navigation(req.path, keep) : welcome(req.path));
    next();
  };
}

/** A link of the navigation. `current`: its `aria-current`, 'page' for this page, 'true' for a page in its section. */
type NavigationLink = { href: string; words: string; current: 'page' | 'true' | false };

/** `keep`: the query that the links keep while a page is out of date. */
function navigation(here: string, keep: string): NavigationLink[] {
  return [
    { href: `/${keep}`, words: 'Today', current: placeOf(here, '/') },
    { href: `/contacts${keep}`, words: 'Contacts', current: placeOf(here, '/contacts') },
    { href: `/meetings${keep}`, words: 'Meetings', current: placeOf(here, '/meetings') },
    { href: '/settings', words: 'Settings', current: placeOf(here, '/settings') },
  ];
}

/** The links for people who aren't signed in. */
function welcome(here: string): NavigationLink[] {
  return [
    { href: '/sign-in', words: 'Sign in', current: placeOf(here, '/sign-in') },
    { href: '/sign-up', words: 'Sign up', current: placeOf(here, '/sign-up') },
  ];
}

function placeOf(here: string, path: string): NavigationLink['current'] {
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
