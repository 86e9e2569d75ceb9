import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Router } from 'express';
import { countAttempts } from '../../accounts/attempts';
import { confirmPassword, ownCredentials } from '../../accounts/own-credentials';
import { identityOf } from '../../accounts/require-account';
import type { AppDeps } from '../../base/deps';
import { closeAccount } from '../../domain/commands/close-account';
import { type Deciding, execute } from '../../engine/deciding/execute';
import { exportLog } from '../../privacy/export-log';
import { endSession } from '../middleware/sessions';

/** Downloading the account's whole log, and closing the account for good, which asks for its password. */
export function accountClosureController({ pool, config }: AppDeps, kith: Deciding): Router {
  const confirmations = countAttempts('password-confirmation', pool, config);
  const signIns = countAttempts('sign-in', pool, config);
  const router = Router();

  router.get('/account/export', async (req, res) => {
    const { accountId } = identityOf(req);
    const lines = exportLog(pool, accountId);
    // An error before the first line becomes an error page; a later one cuts the connection.
    const header = await lines.next();
    res.attachment('kith-log.jsonl').type('application/x-ndjson');
    res.write(header.value);
    await pipeline(Readable.from(lines), res);
  });

  router.get('/account/closure', async (req, res) => {
    const { email } = await ownCredentials(pool, req);
    res.render('forgetting/account', { email, values: {}, faults: {} });
  });

  router.post('/account/closure', async (req, res) => {
    const own = await ownCredentials(pool, req);
    const checked = await confirmPassword(pool, confirmations, req, own, req.body.password ?? '');
    if (!checked) {
      const faults = {
        password: 'That’s not your password, so your account wasn’t closed. Please try again.',
      };
      return res.status(422).render('forgetting/account', { email: own.email, values: {}, faults });
    }
    const { accountId, entityId } = checked;
    await execute(kith, { accountId, entityId }, closeAccount, {}, { metadata: { request: req.id } });
    await signIns.forget({ emailKey: own.emailKey, address: req.ip ?? '' });
    await endSession(req);
    res.clearCookie('kith');
    res.redirect(303, '/account-closed');
  });

  return router;
}

/** GET /account-closed: confirms that the account is closed, when nobody is signed in anymore. */
export function accountClosedController(): Router {
  const router = Router();
  router.get('/account-closed', (_req, res) => res.render('forgetting/account-closed'));
  return router;
}
