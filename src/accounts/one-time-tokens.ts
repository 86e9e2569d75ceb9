import { createHash, randomBytes } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';
import { inTransaction } from '../database/transaction';

/** What a token is for. Requests and notices are for the worker; the others are sent in an email. */
export type Purpose =
  | 'sign-up-request'
  | 'sign-up'
  | 'password-reset-request'
  | 'password-reset'
  | 'email-change-request'
  | 'email-change'
  | Notice;

/** An email that only informs: the account's email is about to change, or its email or password has changed. */
export type Notice = 'email-change-notice' | 'email-changed-notice' | 'password-changed-notice';

/** Whom a token is for: an address that has no account yet, an account, or an account and its new address. */
export type TokenHolder = { email: string | null; accountId: number | null };

type Database = Pool | ClientBase;

const hour = 60 * 60 * 1000;
/** How long a token of each purpose lasts, in milliseconds. */
const lifetimes: Record<Purpose, number> = {
  'sign-up-request': 24 * hour,
  'sign-up': 24 * hour,
  'password-reset-request': hour,
  'password-reset': hour,
  'email-change-request': 24 * hour,
  'email-change': 24 * hour,
  'email-change-notice': 24 * hour,
  'email-changed-notice': 24 * hour,
  'password-changed-notice': 24 * hour,
};

/** Returns a new token of 256 random bits. Stores only its digest, so that the database can't leak the token. */
export async function issueToken(
  db: Database,
  purpose: Purpose,
  holder: Partial<TokenHolder>,
  now: Date,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await db.query(
    `insert into one_time_tokens (digest, purpose, account_id, email, expires_at) values ($1, $2, $3, $4, $5)`,
    [
      tokenDigest(token),
      purpose,
      holder.accountId ?? null,
      holder.email ?? null,
      new Date(now.getTime() + lifetimes[purpose]),
    ],
  );
  return token;
}

/**
 * Like `issueToken`, for an account that must still have the email with this `emailKey`, if one is given. Returns null
 * if the account is closed or its email has changed. Locks the credentials, so that a concurrent transaction that
 * invalidates the account's tokens either commits first or also deletes this token.
 */
export function issueTokenTo(
  pool: Pool,
  purpose: Purpose,
  { accountId, emailKey, email }: { accountId: number; emailKey?: string; email?: string },
  now: Date,
): Promise<string | null> {
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      'select from credentials where account_id = $1 and email_key = coalesce($2, email_key) for share',
      [accountId, emailKey ?? null],
    );
    return rowCount === 0 ? null : issueToken(client, purpose, { accountId, email }, now);
  });
}

/** Returns the holder of the token with this digest; undefined if it is unknown, used, or expired. */
export async function findToken(
  db: Database,
  purpose: Purpose,
  digest: Buffer,
  now: Date,
): Promise<TokenHolder | undefined> {
  const { rows } = await db.query(
    `select account_id as "accountId", email from one_time_tokens
      where digest = $1 and purpose = $2 and expires_at > $3`,
    [digest, purpose, now],
  );
  return rows[0];
}

/** Like `findToken`, but consumes the token. Of two concurrent calls, the second waits and finds nothing. */
export async function useToken(
  db: Database,
  purpose: Purpose,
  digest: Buffer,
  now: Date,
): Promise<TokenHolder | undefined> {
  const { rows } = await db.query(
    `delete from one_time_tokens where digest = $1 and purpose = $2 and expires_at > $3
     returning account_id as "accountId", email`,
    [digest, purpose, now],
  );
  return rows[0];
}

/** Returns the SHA-256 of a token. It needs no salt, since the token is random. */
export function tokenDigest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
