import type { Pool } from 'pg';
import { readEmailAddress } from '../domain/values/email-address';
import type { Message } from './message';

/**
 * Returns a function that checks whether an email must stay on this machine because it concerns an imported account: it
 * goes to the account's address, or to another address on its behalf, such as its previous one.
 */
export function outboxOnly(pool: Pool): (message: Pick<Message, 'to' | 'accountId'>) => Promise<boolean> {
  return async ({ to, accountId }) => {
    const { rows } = await pool.query<{ outbox_only: boolean }>({
      name: 'outbox-only',
      text: `select exists (
        select from credentials where (email_key = $1 or account_id = $2) and outbox_only
      ) as outbox_only`,
      values: [readEmailAddress(to)?.key ?? '', accountId ?? null],
    });
    return rows[0]!.outbox_only;
  };
}
