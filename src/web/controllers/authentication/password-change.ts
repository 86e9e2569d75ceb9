import { Router } from 'express';
import { countAttempts } from '../../../accounts/attempts';
import { changePassword } from '../../../accounts/change-password';
import { stillHolds } from '../../../accounts/check-credentials';
import { knownBrowsers } from '../../../accounts/known-browsers';
import { confirmPassword, ownCredentials } from '../../../accounts/own-credentials';
import { hashPassword, passwordFault } from '../../../accounts/passwords';
import type { AppDeps } from '../../../base/deps';
import { endSession, startSession } from '../../middleware/sessions';
import { storeDone } from '../done';
import { readWritten, storeWritten } from '../written';

/** GET and POST /settings/password: changes the password, given the current one. Signs out all other browsers. */
export function passwordChangeController(deps: AppDeps): Router {
  const { pool, config, clock } = deps;
  const confirmations = countAttempts('password-confirmation', pool, config);
  const browsers = knownBrowsers(deps);
  const router = Router();

  router.get('/settings/password', async (req, res) => {
    const { email } = await ownCredentials(pool, req);
    res.render('authentication/password-change', { email, values: {}, faults: {} });
  });

  router.post('/settings/password', async (req, res) => {
    const own = await ownCredentials(pool, req);
    const { current_password = '', password = '' } = req.body;
    const refuse = (faults: Record<string, string>) =>
      res.status(422).render('authentication/password-change', { email: own.email, values: {}, faults });
    const fault = passwordFault(password, own.email);
    if (fault) return refuse({ password: fault });
    const checked = await confirmPassword(pool, confirmations, req, own, current_password);
    if (!checked) return refuse({ current_password: 'That’s not your password. Please try again.' });
    if (password.normalize('NFC') === current_password.normalize('NFC'))
      return refuse({ password: 'That’s already your password. Please choose another one.' });

    const passwordHash = await hashPassword(password);
    const { written } = await readWritten(pool, req.sessionID);
    if (!(await changePassword(pool, checked, passwordHash, clock()))) {
      // Throws if the account has been closed.
      await ownCredentials(pool, req);
      return refuse({
        current_password: 'Your password was just changed. Please try again with the new one.',
      });
    }
    // This browser gets a new session, too, so that a copied cookie stops working.
    await startSession(pool, req, { accountId: checked.accountId, entityId: checked.entityId });
    await storeWritten(pool, req.sessionID, written);
    if (!(await stillHolds(pool, { ...checked, passwordHash }))) {
      await endSession(req);
      return res.redirect(303, '/sign-in');
    }
    browsers.remember(req, res, { ...checked, passwordHash });
    storeDone(req, res, 'password-changed');
    res.redirect(303, '/settings');
  });

  return router;
}
