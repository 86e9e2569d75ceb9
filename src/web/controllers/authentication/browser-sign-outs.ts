import { Router } from 'express';
import { signOutBrowser, signOutEverywhere } from '../../../accounts/browsers';
import { identityOf } from '../../../accounts/require-account';
import type { AppDeps } from '../../../base/deps';
import { storeDone } from '../done';

/** POST /settings/sign-outs: signs out one of the account's browsers (`browser`: its handle), or all of them. */
export function browserSignOutsController({ pool }: AppDeps): Router {
  const router = Router();
  router.post('/settings/sign-outs', async (req, res) => {
    const { accountId } = identityOf(req);
    const { browser = '' } = req.body;
    if (browser === 'every') {
      await signOutEverywhere(pool, accountId);
      res.clearCookie('kith');
      return res.redirect(303, '/sign-in?after=everywhere');
    }
    // If the handle isn't found, that browser is already signed out.
    await signOutBrowser(pool, accountId, browser);
    storeDone(req, res, 'browser-signed-out');
    res.redirect(303, '/settings');
  });
  return router;
}
