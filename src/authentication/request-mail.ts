import type { Pool } from 'pg';
import { inTransaction } from '../database/transaction';
import { issueToken, type Purpose, tokenDigest } from './one-time-tokens';

/** What the jobs of this module carry: the digest, in hex, of the request that waits in `one_time_tokens`. */
export type MailRequest = { request: string };

type Kind = 'sign-up' | 'password-reset';

/**
 * Asks the worker for a sign-up or password reset mail to `email`. The work here is the same for every
 * address, so neither the answer nor its time tells whether an account exists; the worker looks.
 * Jobs hold no personal data: the address waits under a random digest that lapses by itself.
 */
export async function requestMail(pool: Pool, kind: Kind, email: string, now: Date): Promise<void> {
  const request = `${kind}-request` satisfies Purpose;
  await inTransaction(pool, async (client) => {
    const token = await issueToken(client, request, { email }, now);
    const payload: MailRequest = { request: tokenDigest(token).toString('hex') };
    await client.query('select graphile_worker.add_job($1, $2::json)', [`send-${kind}-mail`, payload]);
  });
}
