import type { Request } from 'express';
import type { Pool } from 'pg';
import type { Attempts } from './attempts';
import { type Checked, checkCredentials } from './check-credentials';
import { identityOf } from './require-account';

export type Own = { accountId: number; email: string; emailKey: string };

/** Returns the email of the signed-in account. Throws an Error if it has no credentials, since it was just closed. */
export async function ownCredentials(pool: Pool, req: Request): Promise<Own> {
  const { accountId } = identityOf(req);
  const { rows } = await pool.query<Own>(
    `select account_id as "accountId", email, email_key as "emailKey" from credentials where account_id = $1`,
    [accountId],
  );
  if (!rows[0]) throw new Error('a signed-in account has no credentials');
  return rows[0];
}

/**
 * Checks the password of the signed-in account; undefined if it is wrong. Attempts are counted for each session, so that
 * strangers who guess passwords elsewhere don't keep its owner from closing the account or changing the password, and
 * somebody with a stolen session doesn't either: throws a PageFailure (429) after too many.
 */
export async function confirmPassword(
  pool: Pool,
  attempts: Attempts<'password-confirmation'>,
  req: Request,
  own: Own,
  password: string,
): Promise<Checked | undefined> {
  const attempt = { session: req.sessionID };
  await attempts.count(attempt);
  const checked = await checkCredentials(pool, own.emailKey, password);
  if (checked?.accountId !== own.accountId) return undefined;
  await attempts.forgive(attempt);
  return checked;
}
