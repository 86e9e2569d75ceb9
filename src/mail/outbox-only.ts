import type { Pool } from 'pg';
import { readEmailAddress } from '../authentication/email-address';

/** Tells whether an address is that of an imported account, whose mails must not leave this machine. */
export function outboxOnly(pool: Pool): (address: string) => Promise<boolean> {
  return async (address) => {
    const { rows } = await pool.query<{ outbox_only: boolean }>({
      name: 'outbox-only',
      text: 'select outbox_only from credentials where email_key = $1',
      values: [readEmailAddress(address)?.key ?? ''],
    });
    return rows[0]?.outbox_only ?? false;
  };
}
