import { Router } from 'express';

/** GET /: what Kith is, for those who are not signed in. */
export function homeController(): Router {
  const router = Router();
  router.get('/', (req, res) => {
    if (req.session.accountId !== undefined) return res.redirect(303, '/contacts');
    res.render('home/welcome');
  });
  return router;
}
