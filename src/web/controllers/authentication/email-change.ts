import { Router } from 'express';
import { countAttempts } from '../../../accounts/attempts';
import { changeEmail, requestEmailChange } from '../../../accounts/change-email';
import { findToken, tokenDigest } from '../../../accounts/one-time-tokens';
import { confirmPassword, ownCredentials } from '../../../accounts/own-credentials';
import { PageFailure } from '../../../accounts/page-failure';
import { identityOf } from '../../../accounts/require-account';
import type { AppDeps } from '../../../base/deps';
import { type EmailAddress, readEmailAddress } from '../../../domain/values/email-address';
import { storeDone } from '../done';

/**
 * Moving to another address: asking for a link there, then using it. The link alone moves nothing, since the address
 * may be mistyped, and a stranger's: it asks to be signed in as well.
 */
export function emailChangeController({ pool, config, clock }: AppDeps): Router {
  const guesses = countAttempts('sign-in', pool, config);
  const attempts = countAttempts('email-change', pool, config);
  const outbox = config.smtpUrl === undefined;
  const router = Router();

  router.get('/settings/email', async (req, res) => {
    if ('sent' in req.query) return res.render('authentication/email-change-sent', { outbox });
    const { email } = await ownCredentials(pool, req);
    res.render('authentication/email-change', { email, values: {}, faults: {} });
  });

  router.post('/settings/email', async (req, res) => {
    const own = await ownCredentials(pool, req);
    const { email: typed = '', current_password = '' } = req.body;
    const to = readEmailAddress(typed);
    const refuse = (faults: Record<string, string>) => {
      const locals = { email: own.email, values: { email: typed }, faults };
      res.status(422).render('authentication/email-change', locals);
    };
    const fault = faultOf(to, own.email);
    if (!to || fault) return refuse({ email: fault ?? '' });
    const checked = await confirmPassword(pool, guesses, req, own, current_password);
    if (!checked) return refuse({ current_password: 'This is not your password. Please try again.' });
    await attempts.count({ emailKey: to.key, address: req.ip ?? '' });
    if (!(await requestEmailChange(pool, checked, to, clock()))) {
      // Fails where they are gone, with the account.
      await ownCredentials(pool, req);
      return refuse({ current_password: 'Your password has been changed meanwhile. Please try again.' });
    }
    res.redirect(303, '/settings/email?sent');
  });

  router.get('/settings/email/:token', async (req, res) => {
    const digest = tokenDigest(req.params.token);
    const holder = await findToken(pool, 'email-change', digest, clock());
    if (!holder || holder.accountId !== identityOf(req).accountId) throw spent();
    const { email } = await ownCredentials(pool, req);
    res.render('authentication/email-change-finish', { before: email, email: holder.email });
  });

  router.post('/settings/email/:token', async (req, res) => {
    const { accountId } = identityOf(req);
    const outcome = await changeEmail(pool, accountId, tokenDigest(req.params.token), clock());
    if (outcome === 'spent') throw spent();
    if (outcome === 'taken') throw taken();
    storeDone(req, res, 'email-changed');
    res.redirect(303, '/settings');
  });

  return router;
}

function faultOf(to: EmailAddress | null, present: string): string | undefined {
  if (!to) return 'This doesn’t look like an email address. Please check it.';
  return to.email === present ? 'This is your address already.' : undefined;
}

function spent(): PageFailure {
  return new PageFailure(
    410,
    'This link no longer works',
    'It was used before, is more than a day old, came before a change of your password, or belongs to another account than the one you are signed in to. Your address is as it is.',
    { action: { href: '/settings/email', words: 'Ask for a new link' } },
  );
}

function taken(): PageFailure {
  return new PageFailure(
    409,
    'Another account now uses this address',
    'One address can have one account, so yours keeps the address it has.',
    { action: { href: '/settings/email', words: 'Choose another address' } },
  );
}
