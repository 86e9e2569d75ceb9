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
 * Answers a request for mail that waits in `one_time_tokens`: `write` says what goes to whom, or null for
 * nothing. Answered and lapsed requests are left alone, so the job may come twice. Throws where the mail server
 * can't take the mail now, so that the job is tried again. A mail that may have arrived is not sent again:
 * the person can ask again, and a second link takes nothing from the first.
 */
export async function answerRequest(
  { pool, config, mailer, clock }: MailDeps,
  purpose: Purpose,
  { request }: MailRequest,
  write: (email: string, accountId: number | null) => Promise<Reply | null>,
): Promise<void> {
  const digest = Buffer.from(request, 'hex');
  const waiting = await findToken(pool, purpose, digest, clock());
  if (!waiting?.email) return;
  const reply = await write(waiting.email, waiting.accountId);
  if (reply) {
    const messageId = `<${request.slice(0, 32)}@${new URL(config.baseUrl).hostname}>`;
    const outcome = await mailer.send({ ...reply, messageId });
    const later = outcome.kind === 'unreachable' || (outcome.kind === 'refused' && !outcome.permanent);
    if (later) throw new Error(`the mail was not sent: ${outcome.kind}`);
  }
  await pool.query('delete from one_time_tokens where digest = $1', [digest]);
}

/** The account that signs in with this email, and the address it gave. */
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
