import type { Request, Response } from 'express';
import type { Engine } from '../projecting/engine';
import { isWorkerAlive } from '../worker/presence';

/** After this many milliseconds the page says more, and offers what there is. */
const late = 5000;

/**
 * Answers 202: the change is saved, its page follows. Looks again by itself, without scripts too; strands nobody.
 * `ago`: milliseconds since the change was saved.
 */
export async function showProcessing(
  engine: Engine,
  req: Request,
  res: Response,
  parked: readonly string[],
  ago: number,
): Promise<void> {
  const isLate = ago > late;
  const isAsleep = isLate && !(await isWorkerAlive(engine.pool));
  const trouble = parked.length > 0 ? 'parked' : isAsleep ? 'asleep' : null;
  const refresh = isLate || trouble ? 4 : 1;
  res.status(202).set('Retry-After', String(refresh));
  res.render('processing', { refresh, late: isLate, trouble, asItStands: asItStandsPath(req) });
}

function asItStandsPath(req: Request): string {
  return `${req.originalUrl}${req.originalUrl.includes('?') ? '&' : '?'}as_it_stands=1`;
}
