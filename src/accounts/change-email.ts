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
 * Asks for a link to the new address, with which the account of who has just shown the password moves there, and tells
 * the present one. Whether the new address has an account already is for the worker to find out, so that the answer
 * here does not tell. Answers false, and asks for nothing, if the account has closed or its password has changed since.
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
 * Moves the account to the address that the token with this digest went to, uses the token up, and tells the address
 * before. Links that still lie in the old inbox, to reset the password or to move elsewhere, are worthless then.
 * 'spent': the token is unknown, used or expired, or another account's. 'taken': the address has got an account of
 * its own meanwhile; of two at once, one gets this answer. Both change nothing.
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
