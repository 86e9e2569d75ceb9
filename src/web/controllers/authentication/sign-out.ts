import { Router } from 'express';
import { endSession } from '../../middleware/sessions';

/** POST /sign-out. */
export function signOutController(): Router {
  const router = Router();
  router.post('/sign-out', async (req, res) => {
    await endSession(req);
    res.clearCookie('kith');
    res.redirect(303, '/');
  });
  return router;
}
