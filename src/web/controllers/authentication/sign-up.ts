import { Router } from 'express';
import { countAttempts } from '../../../accounts/attempts';
import { knownBrowsers } from '../../../accounts/known-browsers';
import { findToken, tokenDigest, useToken } from '../../../accounts/one-time-tokens';
import { openAccount } from '../../../accounts/open-account';
import { PageFailure } from '../../../accounts/page-failure';
import { hashPassword, passwordFault } from '../../../accounts/passwords';
import { preferredLocale } from '../../../accounts/preferred-locale';
import { requestMail } from '../../../accounts/request-mail';
import type { AppDeps } from '../../../base/deps';
import { isTimeZone } from '../../../base/time-zones';
import { readEmailAddress } from '../../../domain/values/email-address';
import type { Engine } from '../../../engine/projecting/engine';
import { outboxOf } from '../../../mail/outbox-access';
import { startSession } from '../../middleware/sessions';
import { timeZoneChoices } from '../time-zone-choices';

/** Signing up: requesting a link by email, then opening the account with it. */
export function signUpController(deps: AppDeps, kith: Engine): Router {
  const { pool, config, clock } = deps;
  const attempts = countAttempts('sign-up', pool, config);
  const browsers = knownBrowsers(deps);
  const outbox = outboxOf(config);
  const router = Router();

  router.get('/sign-up', (req, res) => {
    if (req.session.accountId !== undefined) return res.redirect(303, '/');
    if ('sent' in req.query) return res.render('authentication/sign-up-sent', { outbox });
    res.render('authentication/sign-up', { values: {}, faults: {} });
  });

  router.post('/sign-up', async (req, res) => {
    const { email = '' } = req.body;
    const address = readEmailAddress(email);
    if (!address) {
      const faults = { email: 'This doesn’t look like an email address. Please check it.' };
      return res.status(422).render('authentication/sign-up', { values: { email }, faults });
    }
    await attempts.count({ emailKey: address.key, address: req.ip ?? '' });
    await requestMail(pool, 'sign-up', address.email, clock());
    res.redirect(303, '/sign-up?sent');
  });

  router.get('/sign-up/:token', async (req, res) => {
    const email = await emailOf(req.params.token);
    res.render('authentication/sign-up-finish', { email, zones: timeZoneChoices(), values: {}, faults: {} });
  });

  router.post('/sign-up/:token', async (req, res) => {
    const email = await emailOf(req.params.token);
    const { password = '', time_zone = '' } = req.body;
    const faults = faultsOf(password, time_zone, email);
    if (Object.keys(faults).length > 0) {
      const locals = { email, zones: timeZoneChoices(time_zone), values: { time_zone }, faults };
      return res.status(422).render('authentication/sign-up-finish', locals);
    }
    const passwordHash = await hashPassword(password);
    const opened = await openAccount(
      kith,
      {
        email,
        passwordHash,
        timeZone: time_zone,
        locale: preferredLocale(req.get('accept-language')),
        metadata: { request: req.id },
      },
      (client) => useToken(client, 'sign-up', tokenDigest(req.params.token), clock()),
    );
    if (opened === 'refused') throw spent();
    if (opened === 'taken') return res.redirect(303, '/sign-in?after=taken');
    kith.announce();
    await startSession(pool, req, opened);
    browsers.remember(req, res, { ...opened, passwordHash });
    res.redirect(303, '/');
  });

  /** Returns the email that the token was sent to. Throws a PageFailure (410) if the token no longer works. */
  async function emailOf(token: string): Promise<string> {
    const holder = await findToken(pool, 'sign-up', tokenDigest(token), clock());
    if (!holder?.email) throw spent();
    return holder.email;
  }

  return router;
}

function faultsOf(password: string, timeZone: string, email: string): Record<string, string> {
  const fault = passwordFault(password, email);
  return {
    ...(fault && { password: fault }),
    ...(!isTimeZone(timeZone) && { time_zone: 'Please choose your time zone.' }),
  };
}

function spent(): PageFailure {
  return new PageFailure(
    410,
    'This link no longer works',
    'It was already used, or is more than a day old. If you’ve already finished signing up, sign in. If not, sign up again, and we’ll send you a new link.',
    { action: { href: '/sign-in', words: 'Sign in' } },
  );
}
