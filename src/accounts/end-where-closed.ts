import type { ErrorRequestHandler } from 'express';
import type { Pool } from 'pg';
import type { AppDeps } from '../base/deps';

/**
 * Handles requests that failed because their account was closed while they ran: signs the browser out and redirects.
 * Logs nothing, since nothing went wrong. Passes all other errors on.
 */
export function endWhereClosed({ pool }: AppDeps): ErrorRequestHandler {
  return async (error, req, res, next) => {
    const accountId = req.session?.accountId;
    if (accountId === undefined || res.headersSent || !(await isClosed(pool, accountId))) return next(error);
    res.clearCookie('kith');
    res.redirect(303, '/account-closed');
  };
}

/** Returns false if the database fails, too: the original error, which is passed on, already says why. */
async function isClosed(pool: Pool, accountId: number): Promise<boolean> {
  const closed = 'select from streams where account_id = $1 and closed_at is not null';
  return pool.query(closed, [accountId]).then(
    ({ rowCount }) => rowCount === 1,
    () => false,
  );
}
