import type { Pool } from 'pg';
import { inTransaction } from '../database/transaction';
import { signOutEverywhere } from './browsers';
import { dropLinks } from './change-password';
import { holdCredentials } from './hold-credentials';
import { findToken, useToken } from './one-time-tokens';

/**
 * Sets the password of the account that the token with this digest belongs to, and consumes the token. In the same
 * transaction it signs the account out everywhere and invalidates its other links that reset the password or change the
 * email. Returns false, and changes nothing, if the token is unknown, used, or expired.
 */
export function resetPassword(pool: Pool, digest: Buffer, passwordHash: string, now: Date): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const account = (await findToken(client, 'password-reset', digest, now))?.accountId;
    if (!account || !(await holdCredentials(client, account))) return false;
    if (!(await useToken(client, 'password-reset', digest, now))) return false;
    await client.query(
      'update credentials set password_hash = $2, password_changed_at = $3 where account_id = $1',
      [account, passwordHash, now],
    );
    await signOutEverywhere(client, account);
    await dropLinks(client, account);
    return true;
  });
}
