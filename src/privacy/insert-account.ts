import type { PoolClient } from 'pg';
import type { EmailAddress } from '../domain/values/email-address';
import type { Actor } from '../engine/deciding/execute';
import { LogRefused } from './check-log-line';
import type { Header } from './log-format';

/**
 * Under the id that the account had, so that its rows are the same; under a new one where that is taken. Its stream is
 * empty, and its mails go to the outbox only. Throws LogRefused where the email is taken.
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
    throw new LogRefused(line, 'another account has this email; --email gives the imported one its own');
  return { accountId, entityId: await insertEntity(client, accountId) };
}

/** Nobody who signs up gets an id that the sequence has come past; and streams are never deleted. */
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
