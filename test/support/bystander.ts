import { createContact } from '../../src/domain/commands/create-contact';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import type { Engine } from '../../src/engine/projecting/engine';
import { projectStream } from '../../src/engine/projecting/project-stream';
import { expectEqualToOracle } from '../oracle/compare';

export type Bystander = {
  /** Expects that the account's rows and cursors are as they were, and equal to the oracle's. */
  unharmed(): Promise<void>;
};

/** Gives an account a contact and projects it, for a test that must not change anything there. */
export async function asBystander(kith: Engine, actor: Actor): Promise<Bystander> {
  await execute(kith, actor, createContact, { name: 'Bystander', description: 'Looks on.' });
  await projectStream(kith, actor.accountId);
  const read = async () => (await kith.pool.query(rowsAndCursors, [actor.accountId])).rows;
  const before = await read();
  return {
    async unharmed() {
      expect(await read()).toEqual(before);
      await expectEqualToOracle(kith.pool, actor.accountId);
    },
  };
}

const rowsAndCursors = `
  select to_jsonb(c) as row from projected_contacts c where account_id = $1
  union all select to_jsonb(c) - 'last_updated_at' from projection_cursors c where account_id = $1 order by 1`;
