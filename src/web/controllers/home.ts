import { type NextFunction, type Request, type Response, Router } from 'express';
import type { Engine } from '../../engine/projecting/engine';
import { drawWeeks, weeksShown } from '../interaction-year';
import { page } from './page';
import { today } from './today';

/** GET /: today's page, or the welcome page for people who aren't signed in. */
export function homeController(engine: Engine): Router {
  const router = Router();
  router.get('/', welcomeVisitors, page(engine, today));
  return router;
}

/** The conversations in the picture of Kith: how many, by week. */
const examples: Record<number, number> = {
  2: 1,
  7: 2,
  12: 1,
  13: 1,
  19: 3,
  26: 1,
  31: 2,
  32: 1,
  38: 1,
  45: 2,
  50: 1,
};
const exampleWeeks = drawWeeks(Array.from({ length: weeksShown }, (_, week) => examples[week] ?? 0));

function welcomeVisitors(req: Request, res: Response, next: NextFunction): void {
  if (req.session.accountId === undefined) res.render('home/welcome', { exampleWeeks });
  else next();
}
