import type { Pool } from 'pg';
import type { Identity } from './identity';
import { verifyPassword } from './passwords';

export type Checked = Identity & { passwordHash: string };

/** Returns the account with this email and password; undefined, after the same amount of work, if there is none. */
export async function checkCredentials(
  pool: Pool,
  emailKey: string,
  password: string,
): Promise<Checked | undefined> {
  const { rows } = await pool.query<Checked>(
    `select account_id as "accountId", entities.id as "entityId", password_hash as "passwordHash"
       from credentials join entities using (account_id) where email_key = $1`,
    [emailKey],
  );
  const matches = await verifyPassword(rows[0]?.passwordHash, password);
  return matches ? rows[0] : undefined;
}

/**
 * Returns whether the password that was checked is still the account's. Waits for a concurrent reset, so that a session
 * stored before this call is either deleted by the reset or rejected here.
 */
export async function stillHolds(pool: Pool, { accountId, passwordHash }: Checked): Promise<boolean> {
  const { rows } = await pool.query('select password_hash from credentials where account_id = $1 for share', [
    accountId,
  ]);
  return rows[0]?.password_hash === passwordHash;
}
