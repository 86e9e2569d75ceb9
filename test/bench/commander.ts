import { randomUUID } from 'node:crypto';
import type { AnyCommand } from '../../src/engine/deciding/define-command';
import { type Done, execute } from '../../src/engine/deciding/execute';
import type { BedDatabase } from './bed';
import { duration } from './measure';

/** Executes a command as a form sends it, with a token. Also returns the time it took, in milliseconds. */
export type Commander = (command: AnyCommand, input: object) => Promise<Done & { took: number }>;

export async function commanderOf({ kith, pool }: BedDatabase, accountId: number): Promise<Commander> {
  const { rows } = await pool.query<{ id: number }>('select id from entities where account_id = $1', [
    accountId,
  ]);
  const actor = { accountId, entityId: rows[0]!.id };
  return async (command, input) => {
    let done: Done;
    const took = await duration(async () => {
      const execution = { token: randomUUID(), metadata: { request: randomUUID() } };
      done = await execute(kith, actor, command, input, execution);
    });
    return { ...done!, took };
  };
}

/** Returns the account's contacts, oldest first. */
export async function contactsOf({ pool }: BedDatabase, accountId: number): Promise<number[]> {
  const { rows } = await pool.query<{ contact: number }>(
    'select contact from projected_contacts where account_id = $1 order by contact',
    [accountId],
  );
  return rows.map(({ contact }) => contact);
}
