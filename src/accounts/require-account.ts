import type { Request, RequestHandler } from 'express';
import type { Identity } from './identity';
import { signInPath } from './next-path';
import { PageFailure } from './page-failure';
import { typedTexts } from './typed-texts';

/** Lets only signed-in people pass. Redirects others to sign in, and from there back to the page they wanted. */
export function requireAccount(): RequestHandler {
  return (req, res, next) => {
    if (req.session.accountId !== undefined) return next();
    const typed = typedTexts(req.body ?? {});
    if (Object.keys(typed).length > 0) throw signedOut(pageBefore(req), typed);
    res.redirect(303, signInPath(req.method === 'GET' ? req.originalUrl : pageBefore(req)));
  };
}

/** Shows what was typed, so that it isn't lost when a session ends in the meantime. */
function signedOut(page: string | undefined, typed: Record<string, string>): PageFailure {
  const text = 'Nothing was saved. Copy what you typed, sign in, and save it again.';
  const action = { href: signInPath(page), words: 'Sign in' };
  return new PageFailure(401, 'You’re signed out', text, { action, typed });
}

/** Returns who is signed in. Use only after `requireAccount`: throws an Error if nobody is signed in. */
export function identityOf(req: Request): Identity {
  const { accountId, entityId } = req.session;
  if (accountId === undefined || entityId === undefined) throw new Error('nobody is signed in');
  return { accountId, entityId };
}

/** Returns the page whose form was submitted, to go back to it after signing in again. */
function pageBefore(req: Request): string | undefined {
  const referrer = req.get('referer');
  if (!referrer || !URL.canParse(referrer)) return undefined;
  const { host, pathname, search } = new URL(referrer);
  return host === req.get('host') ? pathname + search : undefined;
}
