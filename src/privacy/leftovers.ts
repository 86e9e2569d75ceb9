import type { PoolClient } from 'pg';
import { holdCredentials } from '../accounts/hold-credentials';
import { readEmailAddress } from '../domain/values/email-address';
import type { Erasure } from '../engine/erasing/erasure';
import { hideMails } from './mails';

/**
 * Deletes what an erasure covers besides events and projections. Called in the transaction that begins the erasure, and
 * later with the Message-IDs found in the events, to delete those emails. For a contact, it deletes the claim on an
 * email about them, without which the email is not handed over. For an account, it deletes every row with its id except
 * the masked stream, its cursors, and its entity.
 */
export async function takeLeftovers(
  db: PoolClient,
  { accountId, subject }: Erasure,
  messageIds: readonly string[],
): Promise<void> {
  if (messageIds.length > 0) return hideMails(db, { account: accountId, contact: subject, messageIds });
  if (subject !== null) {
    await db.query('delete from mail_claims where account_id = $1 and contact = $2', [accountId, subject]);
    return hideMails(db, { account: accountId, contact: subject, messageIds });
  }
  await holdCredentials(db, accountId);
  await hideMails(db, { account: accountId, contact: null, messageIds });
  await deleteTokens(db, accountId);
  await db.query(`delete from sessions where sess ->> 'accountId' = $1::bigint::text`, [accountId]);
  for (const table of await tablesOfAccounts(db))
    await db.query(`delete from ${table} where account_id = $1`, [accountId]);
  await db.query('update streams set closed_at = clock_timestamp() where account_id = $1', [accountId]);
}

/** These tables keep the account's rows. They have no personal data once the events are masked. */
const staying = ['streams', 'events', 'entities', 'erasures', 'projection_cursors', 'reactor_cursors'];
/** Projections' rows are deleted later, with the masking, because deleting so many rows here would take too long. */
const projected = 'projected\\_%';

/** Finds all tables with an account_id, so that new tables are included without being listed here. */
async function tablesOfAccounts(db: PoolClient): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `select quote_ident(c.table_name) as name
      from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where c.column_name = 'account_id' and c.table_schema = current_schema() and t.table_type = 'BASE TABLE'
        and c.table_name <> all($1) and c.table_name not like $2
      order by 1`,
    [staying, projected],
  );
  return rows.map(({ name }) => name);
}

/** Deletes tokens of links and requests sent to the account's address, even those that don't name the account. */
async function deleteTokens(db: PoolClient, accountId: number): Promise<void> {
  const { rows: known } = await db.query<{ email_key: string }>(
    'select email_key from credentials where account_id = $1',
    [accountId],
  );
  const { rows } = await db.query<{ digest: Buffer; email: string }>(
    'select digest, email from one_time_tokens where email is not null',
  );
  const digests = rows
    .filter(({ email }) => known.some(({ email_key }) => readEmailAddress(email)?.key === email_key))
    .map(({ digest }) => digest);
  await db.query('delete from one_time_tokens where digest = any($1)', [digests]);
}
