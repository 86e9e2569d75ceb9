import { type Request, type Response, Router } from 'express';
import { countAttempts } from '../../../accounts/attempts';
import { checkCredentials, stillHolds } from '../../../accounts/check-credentials';
import { type KnownBrowsers, knownBrowsers } from '../../../accounts/known-browsers';
import { nextPath } from '../../../accounts/next-path';
import type { AppDeps } from '../../../base/deps';
import { readEmailAddress } from '../../../domain/values/email-address';
import { endSession, startSession } from '../../middleware/sessions';

/** GET and POST /sign-in. `next` is the path to open after signing in. */
export function signInController(deps: AppDeps): Router {
  const { pool } = deps;
  const browsers = knownBrowsers(deps);
  const attempts = attemptsOf(deps, browsers);
  const router = Router();

  router.get('/sign-in', (req, res) => {
    const next = nextPath(textOf(req.query.next));
    if (req.session.accountId !== undefined) return res.redirect(303, next);
    res.render('authentication/sign-in', {
      values: { next },
      faults: {},
      notice: notices.get(textOf(req.query.after) ?? ''),
    });
  });

  router.post('/sign-in', async (req, res) => {
    const { email = '', password = '', next } = req.body;
    // What is not an email has no account, and must not use up the attempts of others who mistype theirs.
    const emailKey = readEmailAddress(email)?.key ?? `@${req.ip}`;
    const forgive = await attempts.count(req, emailKey);
    const checked = await checkCredentials(pool, emailKey, password);
    if (!checked) return refuse(res, { email, next: nextPath(next) });
    await startSession(pool, req, checked);
    if (!(await stillHolds(pool, checked))) {
      await endSession(req);
      return refuse(res, { email, next: nextPath(next) });
    }
    await forgive();
    browsers.remember(req, res, checked);
    res.redirect(303, nextPath(next));
  });

  return router;
}

/**
 * Counts attempts to sign in. `count` throws a PageFailure (429) after too many, and returns a function that subtracts
 * the attempt again. A browser that signed in to the account before has a limit of its own, and no other.
 */
function attemptsOf({ pool, config }: AppDeps, browsers: KnownBrowsers) {
  const known = countAttempts('known-sign-in', pool, config);
  const others = countAttempts('sign-in', pool, config);
  return {
    async count(req: Request, emailKey: string): Promise<() => Promise<void>> {
      const browser = await browsers.recognize(req, emailKey);
      const attempt = { browser: browser ?? '', emailKey, address: req.ip ?? '' };
      const attempts = browser ? known : others;
      await attempts.count(attempt);
      return () => attempts.forgive(attempt);
    },
  };
}

const notices = new Map([
  ['reset', 'Your password was changed. Sign in with the new one.'],
  ['everywhere', 'You’re signed out everywhere.'],
  ['taken', 'This email already has an account. Sign in to continue.'],
]);

function refuse(res: Response, values: { email: string; next: string }): void {
  const faults = { form: 'Wrong email or password. Please check both.' };
  res.status(422).render('authentication/sign-in', { values, faults });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
