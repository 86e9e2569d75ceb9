import { type NextFunction, type Request, type Response, Router } from 'express';
import type { Engine } from '../../engine/projecting/engine';
import { page } from './page';
import { today } from './today';

/** GET /: today, or what Kith is, for those who are not signed in. */
export function homeController(engine: Engine): Router {
  const router = Router();
  router.get('/', welcomeStrangers, page(engine, today));
  return router;
}

function welcomeStrangers(req: Request, res: Response, next: NextFunction): void {
  if (req.session.accountId === undefined) res.render('home/welcome');
  else next();
}
