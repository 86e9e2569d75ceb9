import type { ClientBase } from 'pg';

export type Held = { email: string; passwordHash: string };

/**
 * Holds an account's credentials for the rest of the transaction. Whoever writes its links or sessions as well does
 * this first, so that no two of them wait for each other, and none leaves anything behind a closure.
 * Undefined: the account is closed.
 */
export async function holdCredentials(client: ClientBase, accountId: number): Promise<Held | undefined> {
  const { rows } = await client.query<Held>(
    `select email, password_hash as "passwordHash" from credentials where account_id = $1 for update`,
    [accountId],
  );
  return rows[0];
}
