import { Router } from 'express';
import { countAttempts } from '../../../accounts/attempts';
import { changePassword } from '../../../accounts/change-password';
import { stillHolds } from '../../../accounts/check-credentials';
import { confirmPassword, ownCredentials } from '../../../accounts/own-credentials';
import { hashPassword, passwordFault } from '../../../accounts/passwords';
import type { AppDeps } from '../../../base/deps';
import { endSession, startSession } from '../../middleware/sessions';
import { storeDone } from '../done';
import { readWritten, storeWritten } from '../written';

/** GET and POST /settings/password: another password, for who knows the present one. Signs all other browsers out. */
export function passwordChangeController({ pool, config, clock }: AppDeps): Router {
  const attempts = countAttempts('sign-in', pool, config);
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
    const checked = await confirmPassword(pool, attempts, req, own, current_password);
    if (!checked) return refuse({ current_password: 'This is not your password. Please try again.' });
    if (password.normalize('NFC') === current_password.normalize('NFC'))
      return refuse({ password: 'This is the password you have. Please choose another one.' });

    const passwordHash = await hashPassword(password);
    const { written } = await readWritten(pool, req.sessionID);
    if (!(await changePassword(pool, checked, passwordHash, clock()))) {
      // Fails where they are gone, with the account.
      await ownCredentials(pool, req);
      return refuse({ current_password: 'Your password has been changed meanwhile. Please try again.' });
    }
    // This browser gets a new session as well: whoever had copied its cookie is out.
    await startSession(pool, req, { accountId: checked.accountId, entityId: checked.entityId });
    await storeWritten(pool, req.sessionID, written);
    if (!(await stillHolds(pool, { ...checked, passwordHash }))) {
      await endSession(req);
      return res.redirect(303, '/sign-in');
    }
    storeDone(req, res, 'password-changed');
    res.redirect(303, '/settings');
  });

  return router;
}
