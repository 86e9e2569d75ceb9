import type { ClientBase, Pool } from 'pg';
import { inTransaction } from '../database/transaction';
import { signOutEverywhere } from './browsers';
import type { Checked } from './check-credentials';
import { queueNotice } from './request-mail';

/**
 * Changes the password of an account whose old password has just been checked. In the same transaction it signs the
 * account out everywhere, invalidates links that reset the password or change the email, and queues a notice by email.
 * Returns false, and changes nothing, if the password has changed since it was checked.
 */
export function changePassword(
  pool: Pool,
  { accountId, passwordHash: before }: Checked,
  passwordHash: string,
  now: Date,
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ email: string }>(
      `update credentials set password_hash = $3, password_changed_at = $4
        where account_id = $1 and password_hash = $2 returning email`,
      [accountId, before, passwordHash, now],
    );
    if (!rows[0]) return false;
    await signOutEverywhere(client, accountId);
    await dropLinks(client, accountId);
    await queueNotice(client, 'password-changed-notice', { accountId, email: rows[0].email }, now);
    return true;
  });
}

/** Deletes the account's links. The person the password was changed to keep out may have one. */
export async function dropLinks(client: ClientBase, accountId: number): Promise<void> {
  await client.query(
    `delete from one_time_tokens where account_id = $1
      and purpose in ('password-reset', 'email-change', 'email-change-request')`,
    [accountId],
  );
}
