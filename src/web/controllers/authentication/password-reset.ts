import { Router } from 'express';
import { countAttempts } from '../../../accounts/attempts';
import { knownBrowsers } from '../../../accounts/known-browsers';
import { findToken, tokenDigest } from '../../../accounts/one-time-tokens';
import { PageFailure } from '../../../accounts/page-failure';
import { hashPassword, passwordFault } from '../../../accounts/passwords';
import { requestMail } from '../../../accounts/request-mail';
import { resetPassword } from '../../../accounts/reset-password';
import type { AppDeps } from '../../../base/deps';
import { readEmailAddress } from '../../../domain/values/email-address';
import { outboxOf } from '../../../mail/outbox-access';

/** Resetting a forgotten password: requesting a link by email, then choosing a new password with it. */
export function passwordResetController(deps: AppDeps): Router {
  const { pool, config, clock } = deps;
  const attempts = countAttempts('password-reset', pool, config);
  const signIns = countAttempts('sign-in', pool, config);
  const browsers = knownBrowsers(deps);
  const outbox = outboxOf(config);
  const router = Router();

  router.get('/password-reset', (req, res) => {
    if ('sent' in req.query) return res.render('authentication/password-reset-sent', { outbox });
    res.render('authentication/password-reset', { values: {}, faults: {} });
  });

  router.post('/password-reset', async (req, res) => {
    const { email = '' } = req.body;
    const address = readEmailAddress(email);
    if (!address) {
      const faults = { email: 'This doesn’t look like an email address. Please check it.' };
      return res.status(422).render('authentication/password-reset', { values: { email }, faults });
    }
    await attempts.count({ emailKey: address.key, address: req.ip ?? '' });
    await requestMail(pool, 'password-reset', address.email, clock());
    res.redirect(303, '/password-reset?sent');
  });

  router.get('/password-reset/:token', async (req, res) => {
    const { email } = await holderOf(req.params.token);
    res.render('authentication/password-reset-finish', { email, values: {}, faults: {} });
  });

  router.post('/password-reset/:token', async (req, res) => {
    const { accountId, email } = await holderOf(req.params.token);
    const { password = '' } = req.body;
    const fault = passwordFault(password, email);
    if (fault) {
      const locals = { email, values: {}, faults: { password: fault } };
      return res.status(422).render('authentication/password-reset-finish', locals);
    }
    const digest = tokenDigest(req.params.token);
    const passwordHash = await hashPassword(password);
    if (!(await resetPassword(pool, digest, passwordHash, clock()))) throw spent();
    browsers.remember(req, res, { accountId, passwordHash });
    await signIns.forget({ emailKey: readEmailAddress(email)?.key ?? '', address: req.ip ?? '' });
    res.redirect(303, '/sign-in?after=reset');
  });

  /** Returns the token's account. Throws a PageFailure (410) if the token no longer works. */
  async function holderOf(token: string): Promise<{ accountId: number; email: string }> {
    const holder = await findToken(pool, 'password-reset', tokenDigest(token), clock());
    const { rows } = await pool.query(
      'select account_id as "accountId", email from credentials where account_id = $1',
      [holder?.accountId ?? null],
    );
    if (!rows[0]) throw spent();
    return rows[0];
  }

  return router;
}

function spent(): PageFailure {
  return new PageFailure(
    410,
    'This link no longer works',
    'It was already used, or is more than an hour old. Request a new one, and we’ll send it right away.',
    { action: { href: '/password-reset', words: 'Get a new link' } },
  );
}
