import { createHash, randomBytes } from 'node:crypto';
import type { Queryable } from '../database/queryable';
import { readEmailAddress } from '../domain/values/email-address';
import { aboutDigest, noContact } from '../mail/about';
import { type OutboxMark, removeFromOutbox } from '../mail/outbox';

/** The name of the graphile-worker task. */
export const forgetMailsTask = 'forget-mails';

/** Which emails to delete from the outbox folder. It doesn't reveal who or what they are about. */
export type ForgetMails = {
  account: number;
  /** Null for all emails sent to the account, or to another address on its behalf. */
  contact: number | null;
  /** Digests of the Message-IDs of emails that are known to have been sent. */
  messages: readonly string[];
  /** A salted digest of the account's email address. */
  address?: { salt: string; digest: string };
};

/** An email that was being handed over when its contact was forgotten has been delivered or failed by then. */
const settledAfter = '5 minutes';

/** Queues jobs that delete the emails: one now, and one when deliveries in progress have ended. */
export async function hideMails(
  db: Queryable,
  {
    account,
    contact,
    messageIds,
  }: Pick<ForgetMails, 'account' | 'contact'> & { messageIds: readonly string[] },
): Promise<void> {
  const address = contact === null ? await addressOf(db, account) : undefined;
  const messages = messageIds.map((id) => digestOf('', id));
  const mails: ForgetMails = { account, contact, messages, ...(address && { address }) };
  const payload = JSON.stringify(mails);
  await db.query(
    `select graphile_worker.add_job($1, $2::json),
      graphile_worker.add_job($1, $2::json, run_at => clock_timestamp() + interval '${settledAfter}')`,
    [forgetMailsTask, payload],
  );
}

/** Deletes the emails from the outbox folder, including half-written ones. Returns their number. */
export function forgetMails(
  folder: string,
  { account, contact, messages, address }: ForgetMails,
): Promise<number> {
  const about = aboutDigest(account, contact ?? noContact);
  return removeFromOutbox(folder, (mail: OutboxMark) => {
    if (messages.includes(digestOf('', mail.messageId)) || mail.about.includes(about)) return true;
    return (
      address !== undefined && mail.to.some((to) => digestOf(address.salt, keyOf(to)) === address.digest)
    );
  });
}

async function addressOf(db: Queryable, accountId: number): Promise<ForgetMails['address']> {
  const { rows } = await db.query<{ email: string }>('select email from credentials where account_id = $1', [
    accountId,
  ]);
  const salt = randomBytes(16).toString('hex');
  return rows[0] && { salt, digest: digestOf(salt, keyOf(rows[0].email)) };
}

function keyOf(email: string): string {
  return readEmailAddress(email)?.key ?? email;
}

function digestOf(salt: string, text: string): string {
  return createHash('sha256').update(`${salt} ${text}`).digest('hex');
}
