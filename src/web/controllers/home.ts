import { type NextFunction, type Request, type Response, Router } from 'express';
import type { Engine } from '../../engine/projecting/engine';
import { page } from './page';
import { today } from './today';

/** GET /: today's page, or the welcome page for people who aren't signed in. */
export function homeController(engine: Engine): Router {
  const router = Router();
  router.get('/', welcomeVisitors, page(engine, today));
  return router;
}

function welcomeVisitors(req: Request, res: Response, next: NextFunction): void {
  if (req.session.accountId === undefined) res.render('home/welcome');
  else next();
}
