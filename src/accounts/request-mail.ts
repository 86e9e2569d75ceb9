import type { ClientBase, Pool } from 'pg';
import { inTransaction } from '../database/transaction';
import { issueToken, type Notice, type Purpose, type TokenHolder, tokenDigest } from './one-time-tokens';

/** The payload of these jobs: the digest, in hexadecimal, of the pending request in `one_time_tokens`. */
export type MailRequest = { request: string };
/** The same, and which notice to send. */
export type NoticeRequest = MailRequest & { notice: Notice };

type Kind = 'sign-up' | 'password-reset' | 'email-change';

/**
 * Queues a sign-up or password reset email to `email`. The work here is the same for every address, so that neither the
 * response nor its time reveals whether an account exists; the worker looks that up.
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
 * Like `requestMail`, but in the caller's transaction, so that the job commits with the rest. Jobs hold no personal
 * data: the address is stored with a random token, which expires.
 */
export async function queueMail(
  client: ClientBase,
  kind: Kind,
  holder: Partial<TokenHolder>,
  now: Date,
): Promise<void> {
  await queue(client, `send-${kind}-mail`, `${kind}-request`, holder, {}, now);
}

/** Queues a notice to the account at this address, in the caller's transaction. */
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
