import type { Pool } from 'pg';
import type { Clock } from '../base/clock';
import type { Config } from '../base/config';
import type { ComposedMail } from '../mail/compose';
import type { Mailer, Message } from '../mail/mailer';
import { findToken, type Purpose } from './one-time-tokens';
import type { MailRequest } from './request-mail';

export type MailDeps = { pool: Pool; config: Config; mailer: Mailer; clock: Clock };
export type Reply = ComposedMail & Pick<Message, 'to' | 'accountId' | 'headers'>;

/**
 * Sends the email for a pending request in `one_time_tokens`. `write` returns the email, or null to send none.
 * Answered and expired requests are ignored, so the job is idempotent. Throws if the mail server can't take the email
 * now, so that the job is retried. An email that may have arrived is not sent again: the person can request another
 * link, which doesn't invalidate the first.
 */
export async function answerRequest(
  { pool, config, mailer, clock }: MailDeps,
  purpose: Purpose,
  { request }: MailRequest,
  write: (email: string, accountId: number | null) => Promise<Reply | null>,
): Promise<void> {
  const digest = Buffer.from(request, 'hex');
  const pending = await findToken(pool, purpose, digest, clock());
  if (!pending?.email) return;
  const reply = await write(pending.email, pending.accountId);
  if (reply) {
    const messageId = `<${request.slice(0, 32)}@${new URL(config.baseUrl).hostname}>`;
    const outcome = await mailer.send({ ...reply, messageId });
    const isTransient = outcome.kind === 'unreachable' || (outcome.kind === 'refused' && !outcome.permanent);
    if (isTransient) throw new Error(`the email was not sent: ${outcome.kind}`);
  }
  await pool.query('delete from one_time_tokens where digest = $1', [digest]);
}

/** Returns the account that signs in with this email, and the email as its owner wrote it; undefined if none does. */
export async function accountBehind(
  pool: Pool,
  emailKey: string,
): Promise<{ accountId: number; email: string } | undefined> {
  const { rows } = await pool.query(
    'select account_id as "accountId", email from credentials where email_key = $1',
    [emailKey],
  );
  return rows[0];
}
