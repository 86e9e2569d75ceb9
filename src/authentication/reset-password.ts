import type { Pool } from 'pg';
import { inTransaction } from '../database/transaction';
import { useToken } from './one-time-tokens';

/**
 * Sets the password of the account that the token with this digest stands for, and uses the token up.
 * Signs the account out everywhere and makes its other reset tokens worthless, all in one transaction.
 * Answers false, and changes nothing, if the token is unknown, used or expired.
 */
export function resetPassword(pool: Pool, digest: Buffer, passwordHash: string, now: Date): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const account = (await useToken(client, 'password-reset', digest, now))?.accountId;
    if (!account) return false;
    await client.query(
      'update credentials set password_hash = $2, password_changed_at = $3 where account_id = $1',
      [account, passwordHash, now],
    );
    await client.query(`delete from sessions where sess ->> 'accountId' = $1`, [String(account)]);
    await client.query(`delete from one_time_tokens where account_id = $1 and purpose = 'password-reset'`, [
      account,
    ]);
    return true;
  });
}
