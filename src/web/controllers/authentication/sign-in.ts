import { type Request, type Response, Router } from 'express';
import { type Attempt, countAttempts } from '../../../accounts/attempts';
import { checkCredentials, stillHolds } from '../../../accounts/check-credentials';
import { nextPath } from '../../../accounts/next-path';
import type { AppDeps } from '../../../base/deps';
import { readEmailAddress } from '../../../domain/values/email-address';
import { endSession, startSession } from '../../middleware/sessions';

/** GET and POST /sign-in. `next` is the path to open after signing in. */
export function signInController({ pool, config }: AppDeps): Router {
  const attempts = countAttempts('sign-in', pool, config);
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
    const attempt = attemptOf(req, email);
    await attempts.count(attempt);
    const checked = await checkCredentials(pool, attempt.emailKey, password);
    if (!checked) return refuse(res, { email, next: nextPath(next) });
    await startSession(pool, req, checked);
    if (!(await stillHolds(pool, checked))) {
      await endSession(req);
      return refuse(res, { email, next: nextPath(next) });
    }
    await attempts.forgive(attempt);
    res.redirect(303, nextPath(next));
  });

  return router;
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

function attemptOf(req: Request, email: string): Attempt {
  return { emailKey: readEmailAddress(email)?.key ?? '', address: req.ip ?? '' };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
