import { Router } from 'express';
import { countAttempts } from '../../../accounts/attempts';
import { changeEmail, requestEmailChange } from '../../../accounts/change-email';
import { findToken, tokenDigest } from '../../../accounts/one-time-tokens';
import { confirmPassword, ownCredentials } from '../../../accounts/own-credentials';
import { PageFailure } from '../../../accounts/page-failure';
import { identityOf } from '../../../accounts/require-account';
import type { AppDeps } from '../../../base/deps';
import { type EmailAddress, readEmailAddress } from '../../../domain/values/email-address';
import { outboxOf } from '../../../mail/outbox-access';
import { storeDone } from '../done';

/**
 * Changing the account's email: requesting a link to the new address, then using it. The link works only while signed
 * in to the account, since a mistyped address may belong to a stranger.
 */
export function emailChangeController({ pool, config, clock }: AppDeps): Router {
  const confirmations = countAttempts('password-confirmation', pool, config);
  const attempts = countAttempts('email-change', pool, config);
  const outbox = outboxOf(config);
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
    const checked = await confirmPassword(pool, confirmations, req, own, current_password);
    if (!checked) return refuse({ current_password: 'That’s not your password. Please try again.' });
    await attempts.count({ emailKey: to.key, address: req.ip ?? '' });
    if (!(await requestEmailChange(pool, checked, to, clock()))) {
      // Throws if the account has been closed.
      await ownCredentials(pool, req);
      return refuse({
        current_password: 'Your password was just changed. Please try again with the new one.',
      });
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
  return to.email === present ? 'That’s already your email.' : undefined;
}

function spent(): PageFailure {
  return new PageFailure(
    410,
    'This link no longer works',
    'It was already used, is more than a day old, was requested before your password changed, or belongs to a different account than the one you’re signed in to. Your email hasn’t changed.',
    { action: { href: '/settings/email', words: 'Get a new link' } },
  );
}

function taken(): PageFailure {
  return new PageFailure(
    409,
    'Another account now uses this email',
    'An email can be used for only one account, so yours hasn’t changed.',
    { action: { href: '/settings/email', words: 'Choose another email' } },
  );
}
