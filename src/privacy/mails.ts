import { createHash, randomBytes } from 'node:crypto';
import type { Queryable } from '../database/queryable';
import { readEmailAddress } from '../domain/values/email-address';
import { aboutDigest, noContact } from '../mail/about';
import { type OutboxMark, removeFromOutbox } from '../mail/outbox';

/** graphile-worker's name of the task. */
export const forgetMailsTask = 'forget-mails';

/** Which mails in the outbox folder go: nothing in it tells who or what they are about. */
export type ForgetMails = {
  account: number;
  /** Null: all that were sent to the account, or to another address on its behalf. */
  contact: number | null;
  /** Digests of the Message-IDs of mails that are known to have been sent. */
  messages: readonly string[];
  /** Of the account's address, with salt. */
  address?: { salt: string; digest: string };
};

/** A mail that was being handed over when its contact was forgotten has landed, or never will, after this time. */
const landed = '5 minutes';

/** Lets the worker delete the mails, now and once more when those under way have landed. */
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
      graphile_worker.add_job($1, $2::json, run_at => clock_timestamp() + interval '${landed}')`,
    [forgetMailsTask, payload],
  );
}

/** Deletes them from the outbox folder, half-written ones too. Returns their number. */
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
