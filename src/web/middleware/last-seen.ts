import type { RequestHandler } from 'express';
import type { AppDeps } from '../../base/deps';

/** How exactly the settings tell when a browser was last seen. */
const exactness = 5 * 60 * 1000;
/** So many browsers are remembered; beyond that they are asked about more often, and no harm done. */
const most = 10_000;

/** Notes when a signed-in browser was last seen: at most every five minutes, and nothing but the time. */
export function lastSeen({ pool, clock }: AppDeps): RequestHandler {
  const noted = new Map<string, number>();
  return async (req, _res, next) => {
    const now = clock();
    const { sessionID } = req;
    if (req.session.accountId === undefined || now.getTime() - (noted.get(sessionID) ?? 0) < exactness)
      return next();
    if (noted.size >= most) noted.clear();
    noted.set(sessionID, now.getTime());
    await pool.query('update sessions set last_seen_at = greatest(last_seen_at, $2) where sid = $1', [
      sessionID,
      now,
    ]);
    next();
  };
}
