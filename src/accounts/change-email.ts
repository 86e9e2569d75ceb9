import type { Pool } from 'pg';
import { codeOf } from '../base/failure';
import { inTransaction } from '../database/transaction';
import { type EmailAddress, readEmailAddress } from '../domain/values/email-address';
import { dropLinks } from './change-password';
import type { Checked } from './check-credentials';
import { holdCredentials } from './hold-credentials';
import { useToken } from './one-time-tokens';
import { queueMail, queueNotice } from './request-mail';

/**
 * Queues an email to the new address with a link that changes the account's email, and a notice to the current address.
 * The caller has just checked the password. Only the worker looks up whether the new address already has an account, so
 * that the response doesn't reveal it. Returns false, and queues nothing, if the account has been closed or its
 * password has changed since the check.
 */
export function requestEmailChange(
  pool: Pool,
  { accountId, passwordHash }: Pick<Checked, 'accountId' | 'passwordHash'>,
  to: EmailAddress,
  now: Date,
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const held = await holdCredentials(client, accountId);
    if (held?.passwordHash !== passwordHash) return false;
    await queueMail(client, 'email-change', { accountId, email: to.email }, now);
    await queueNotice(client, 'email-change-notice', { accountId, email: held.email }, now);
    return true;
  });
}

/**
 * Changes the account's email to the address that the token with this digest was sent to, consumes the token, and
 * queues a notice to the previous address. Invalidates links in the old inbox that reset the password or change the
 * email. Returns 'spent' if the token is unknown, used, expired, or belongs to another account. Returns 'taken' if the
 * address got an account in the meantime; of two concurrent calls, one gets this answer. Both change nothing.
 */
export async function changeEmail(
  pool: Pool,
  accountId: number,
  digest: Buffer,
  now: Date,
): Promise<'changed' | 'spent' | 'taken'> {
  try {
    await inTransaction(pool, async (client) => {
      const held = await holdCredentials(client, accountId);
      const holder = await useToken(client, 'email-change', digest, now);
      const address = readEmailAddress(holder?.email ?? '');
      if (!held || !address || holder?.accountId !== accountId) throw new NotChanged('spent');
      await client.query('update credentials set email = $2, email_key = $3 where account_id = $1', [
        accountId,
        address.email,
        address.key,
      ]);
      await dropLinks(client, accountId);
      await queueNotice(client, 'email-changed-notice', { accountId, email: held.email }, now);
    });
    return 'changed';
  } catch (error) {
    if (error instanceof NotChanged) return error.reason;
    if (codeOf(error) === uniqueViolation) return 'taken';
    throw error;
  }
}

const uniqueViolation = '23505';

class NotChanged extends Error {
  constructor(readonly reason: 'spent') {
    super(reason);
  }
}
