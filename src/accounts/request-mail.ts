import type { ClientBase, Pool } from 'pg';
import { inTransaction } from '../database/transaction';
import { issueToken, type Notice, type Purpose, type TokenHolder, tokenDigest } from './one-time-tokens';

/** What the jobs of this module carry: the digest, in hex, of the request that waits in `one_time_tokens`. */
export type MailRequest = { request: string };
/** And which notice it is. */
export type NoticeRequest = MailRequest & { notice: Notice };

type Kind = 'sign-up' | 'password-reset' | 'email-change';

/**
 * Asks the worker for a sign-up or password reset mail to `email`. The work here is the same for every
 * address, so neither the answer nor its time tells whether an account exists; the worker looks.
 */
export async function requestMail(
  pool: Pool,
  kind: Exclude<Kind, 'email-change'>,
  email: string,
  now: Date,
): Promise<void> {
  await inTransaction(pool, (client) => queueMail(client, kind, { email }, now));
}

/**
 * The same as part of a transaction: the job is there when the rest of it is. Jobs hold no personal data: the
 * address waits under a random digest that lapses by itself.
 */
export async function queueMail(
  client: ClientBase,
  kind: Kind,
  holder: Partial<TokenHolder>,
  now: Date,
): Promise<void> {
  await queue(client, `send-${kind}-mail`, `${kind}-request`, holder, {}, now);
}

/** Asks the worker, as part of a transaction, to tell an account at this address. */
export async function queueNotice(
  client: ClientBase,
  notice: Notice,
  holder: TokenHolder,
  now: Date,
): Promise<void> {
  await queue(client, 'send-notice-mail', notice, holder, { notice }, now);
}

async function queue(
  client: ClientBase,
  task: string,
  purpose: Purpose,
  holder: Partial<TokenHolder>,
  more: Partial<NoticeRequest>,
  now: Date,
): Promise<void> {
  const token = await issueToken(client, purpose, holder, now);
  const payload: MailRequest = { request: tokenDigest(token).toString('hex'), ...more };
  await client.query('select graphile_worker.add_job($1, $2::json)', [task, payload]);
}
