import type { ErrorRequestHandler } from 'express';
import type { Pool } from 'pg';
import type { AppDeps } from '../base/deps';

/**
 * Ends a request that was under way while its account closed, and failed at something that is gone: nobody is signed
 * in any more, and nothing is logged, since nothing went wrong. Whatever else fails is for those who come after.
 */
export function endWhereClosed({ pool }: AppDeps): ErrorRequestHandler {
  return async (error, req, res, next) => {
    const accountId = req.session?.accountId;
    if (accountId === undefined || res.headersSent || !(await isClosed(pool, accountId))) return next(error);
    res.clearCookie('kith');
    res.redirect(303, '/account-closed');
  };
}

/** Where the database can't tell, the error that brought us here says why. */
async function isClosed(pool: Pool, accountId: number): Promise<boolean> {
  const closed = 'select from streams where account_id = $1 and closed_at is not null';
  return pool.query(closed, [accountId]).then(
    ({ rowCount }) => rowCount === 1,
    () => false,
  );
}
