import type { ClientBase } from 'pg';

export type Held = { email: string; passwordHash: string };

/**
 * Locks an account's credentials for the rest of the transaction and returns them; undefined if the account is closed.
 * Transactions that also write the account's links or sessions must do this first, so that they can't deadlock and
 * leave nothing in the database after the account is closed.
 */
export async function holdCredentials(client: ClientBase, accountId: number): Promise<Held | undefined> {
  const { rows } = await client.query<Held>(
    `select email, password_hash as "passwordHash" from credentials where account_id = $1 for update`,
    [accountId],
  );
  return rows[0];
}
