import type { PoolClient } from 'pg';
import type { EmailAddress } from '../domain/values/email-address';
import type { Actor } from '../engine/deciding/execute';
import { LogRefused } from './check-log-line';
import type { Header } from './log-format';

/**
 * Inserts an account with an empty stream, whose emails go to the outbox only. It gets the id that it had where it was
 * exported, so that its rows are the same, or a new id if that one is taken. Throws LogRefused if the email is taken.
 */
export async function insertAccount(
  client: PoolClient,
  { account, line }: Header & { line: number },
  { email, key }: EmailAddress,
  passwordHash: string,
): Promise<Actor> {
  const accountId = await insertStream(client, account);
  const { rowCount } = await client.query(
    `insert into credentials (account_id, email, email_key, password_hash, outbox_only) values ($1, $2, $3, $4, true)
      on conflict (email_key) do nothing`,
    [accountId, email, key, passwordHash],
  );
  if (rowCount === 0)
    throw new LogRefused(
      line,
      'another account has this email address; use --email to give the imported account another one',
    );
  return { accountId, entityId: await insertEntity(client, accountId) };
}

/** Advances the sequence past the wanted id, so that no sign-up gets the same one. Streams are never deleted. */
async function insertStream(client: PoolClient, wanted: number): Promise<number> {
  await client.query(
    `select count(nextval('streams_account_id_seq'))
      from generate_series(1, $1 - (select last_value - (not is_called)::int from streams_account_id_seq))
      where $1 - (select last_value from streams_account_id_seq) < 1000000`,
    [wanted],
  );
  const { rows } = await client.query<{ account_id: number }>(
    `insert into streams (account_id)
      select $1 from streams_account_id_seq where is_called and $1 <= last_value
      on conflict do nothing returning account_id`,
    [wanted],
  );
  if (rows[0]) return rows[0].account_id;
  const next = await client.query<{ account_id: number }>(
    'insert into streams default values returning account_id',
  );
  return next.rows[0]!.account_id;
}

async function insertEntity(client: PoolClient, accountId: number): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `insert into entities (kind, account_id) values ('account', $1) returning id`,
    [accountId],
  );
  return rows[0]!.id;
}
