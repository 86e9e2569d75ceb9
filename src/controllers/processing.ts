import type { Request, Response } from 'express';
import { identityOf } from '../authentication/require-account';
import type { Engine } from '../projecting/engine';

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
  const { accountId } = identityOf(req);
  const trouble =
    parked.length > 0 ? 'parked' : isLate && (await isAsleep(engine, accountId)) ? 'asleep' : null;
  const refresh = isLate || trouble ? 4 : 1;
  res.status(202).set('Retry-After', String(refresh));
  res.render('processing', { refresh, late: isLate, trouble, asItStands: asItStandsPath(req) });
}

/** A stream that moved seconds ago and was not fanned out: no worker polls, for workers do so four times a second. */
async function isAsleep({ pool }: Engine, accountId: number): Promise<boolean> {
  const { rows } = await pool.query<{ asleep: boolean }>(
    `select fanned_out < head and last_at < clock_timestamp() - interval '3 seconds' as asleep
      from streams where account_id = $1`,
    [accountId],
  );
  return rows[0]?.asleep ?? false;
}

function asItStandsPath(req: Request): string {
  return `${req.originalUrl}${req.originalUrl.includes('?') ? '&' : '?'}as_it_stands=1`;
}
