import type { Request } from 'express';
import type { Pool } from 'pg';
import type { Attempts } from './attempts';
import { type Checked, checkCredentials } from './check-credentials';
import { identityOf } from './require-account';

export type Own = { accountId: number; email: string; emailKey: string };

/** The address of who is signed in. */
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
 * Whether who is signed in knows the password; undefined if not. Guesses count as guesses at signing in do: too many
 * are a PageFailure (429).
 */
export async function confirmPassword(
  pool: Pool,
  attempts: Attempts,
  req: Request,
  own: Own,
  password: string,
): Promise<Checked | undefined> {
  const attempt = { emailKey: own.emailKey, address: req.ip ?? '' };
  await attempts.count(attempt);
  const checked = await checkCredentials(pool, own.emailKey, password);
  if (checked?.accountId !== own.accountId) return undefined;
  await attempts.forgive(attempt);
  return checked;
}
