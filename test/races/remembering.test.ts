import { editContact } from '../../src/commands/edit-contact';
import { execute } from '../../src/deciding/execute';
import { expectEqualToOracle } from '../oracle/compare';
import { holdBefore } from '../support/hold';
import { createStage, type Stage, settle } from '../support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.drop());

test('what somebody else does in this process, while a command reads what it lacks, is seen by it', async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const actor = await stage.open();
  const ann = await stage.contact(actor, 'Ann');
  const bob = await stage.contact(actor, 'Bob');
  await settle(kith, actor.accountId);
  // The first statement that reads contacts is Bob's, the second one Ann's.
  const held = holdBefore(pool, /projected_contacts/, 2);
  const engine = { ...kith, pool: held.pool };
  // The process remembers Bob, and nothing of Ann.
  const { position: seen } = await execute(engine, actor, editContact, {
    contact: bob,
    description: 'Sings.',
  });
  const mine = execute(engine, actor, editContact, { contact: ann, seen, description: 'Mine' });
  await held.reached;
  await execute(engine, actor, editContact, { contact: ann, seen, description: 'Theirs' });
  held.goOn();
  await expect(mine).rejects.toMatchObject({
    kind: 'conflict',
    conflicts: { description: { theirs: 'Theirs', yours: 'Mine' } },
  });
  await settle(kith, actor.accountId);
  await expectEqualToOracle(pool, actor.accountId);
  await bystander.unharmed();
});
