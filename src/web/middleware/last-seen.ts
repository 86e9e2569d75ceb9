import type { RequestHandler } from 'express';
import type { AppDeps } from '../../base/deps';

/** How precisely the time is stored, in milliseconds. */
const exactness = 5 * 60 * 1000;
/** How many sessions to remember. Beyond that the memory is cleared, which only costs a few more updates. */
const most = 10_000;

/** Stores when a signed-in browser was last seen, at most every five minutes. Stores nothing but the time. */
export function lastSeen({ pool, clock }: AppDeps): RequestHandler {
  const lastStored = new Map<string, number>();
  return async (req, _res, next) => {
    const now = clock();
    const { sessionID } = req;
    if (req.session.accountId === undefined || now.getTime() - (lastStored.get(sessionID) ?? 0) < exactness)
      return next();
    if (lastStored.size >= most) lastStored.clear();
    lastStored.set(sessionID, now.getTime());
    await pool.query('update sessions set last_seen_at = greatest(last_seen_at, $2) where sid = $1', [
      sessionID,
      now,
    ]);
    next();
  };
}
