import { createContact } from '../../src/commands/create-contact';
import { deleteContact } from '../../src/commands/delete-contact';
import { editContact } from '../../src/commands/edit-contact';
import { fillWithExamples } from '../../src/commands/fill-with-examples';
import { recordInteraction } from '../../src/commands/record-interaction';
import { createPool } from '../../src/database/pool';
import { execute } from '../../src/deciding/execute';
import { memoryOf } from '../../src/deciding/memory';
import { Conflict, Invalid, NotFound } from '../../src/deciding/refusal';
import { createKith } from '../../src/kith';
import { expectEqualToOracle } from '../oracle/compare';
import { createStage, type Stage, settle } from '../support/stage';

let stage: Stage;
let elsewhere: ReturnType<typeof createKith>;
beforeAll(async () => {
  stage = await createStage();
  // Another process: it has its own connections, and remembers for itself.
  const pool = createPool(stage.url);
  elsewhere = { ...createKith({ ...stage.kith, pool }), announce: () => undefined };
});
afterAll(async () => {
  await elsewhere.pool.end();
  await stage.drop();
});

/** The statements that `work` sends. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const { pool } = stage;
  const query = pool.query.bind(pool) as (...all: unknown[]) => never;
  const statements: string[] = [];
  pool.query = ((...all: [{ text?: string } | string]) => {
    statements.push(typeof all[0] === 'string' ? all[0] : (all[0].text ?? ''));
    return query(...all);
  }) as never;
  await work().finally(() => {
    pool.query = query as never;
  });
  return statements;
}

test('the next command on the same contact reads nothing: it only appends', async () => {
  const { kith } = stage;
  const bystander = await stage.bystander();
  const actor = await stage.open();
  const contact = await stage.contact(actor, 'Bob');
  await execute(kith, actor, recordInteraction, { contact, description: 'Coffee' });
  const statements = await statementsOf(() =>
    execute(kith, actor, recordInteraction, { contact, description: 'Tea' }),
  );
  expect(statements).toHaveLength(1);
  expect(statements[0]).toMatch(/insert into events/);
  await settle(kith, actor.accountId);
  await expectEqualToOracle(stage.pool, actor.accountId);
  await bystander.unharmed();
});

test('what another process appended meanwhile is decided on all the same', async () => {
  const { kith } = stage;
  const actor = await stage.open();
  const contact = await stage.contact(actor, 'Bob', 'Paints');
  const seen = contact;
  await execute(elsewhere, actor, editContact, { contact, seen, description: 'Sails' });
  await expect(
    execute(kith, actor, editContact, { contact, seen, description: 'Sings' }),
  ).rejects.toBeInstanceOf(Conflict);
  await execute(elsewhere, actor, createContact, { name: 'Ann' });
  await expect(execute(kith, actor, createContact, { name: 'ann' })).rejects.toBeInstanceOf(Invalid);
  await execute(elsewhere, actor, deleteContact, { contact, seen: 100 });
  await expect(execute(kith, actor, recordInteraction, { contact })).rejects.toBeInstanceOf(NotFound);
});

test('what follows up a decision is told of the newest state, not waited for on a remembered one', async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const actor = await stage.open();
  await memoryOf(pool).read(kith, actor.accountId, fillWithExamples.wants({}), null);
  await execute(elsewhere, actor, createContact, { name: 'Bob' });
  expect((await execute(kith, actor, fillWithExamples, {})).events).toBeGreaterThan(10);
  await settle(kith, actor.accountId);
  await expectEqualToOracle(pool, actor.accountId);
  await bystander.unharmed();
});

test('a refusal and a no-op are of the newest state, not of what is remembered', async () => {
  const { kith } = stage;
  const actor = await stage.open();
  const contact = await stage.contact(actor, 'Bob', 'Paints');
  const other = await stage.contact(actor, 'Ann');
  await execute(elsewhere, actor, editContact, { contact: other, seen: other, name: 'Anna' });
  // Remembered here: Ann bears the name.
  expect(await execute(kith, actor, createContact, { name: 'Ann' })).toMatchObject({ events: 1 });
  await execute(elsewhere, actor, editContact, { contact, seen: 100, description: 'Sails' });
  // Remembered here: that is what it says already.
  const edit = { contact, seen: 100, description: 'Paints' };
  expect(await execute(kith, actor, editContact, edit)).toMatchObject({ events: 1 });
});

test('names that moved behind the cursor are known: a freed one can be taken, a taken one cannot', async () => {
  const { kith } = stage;
  const actor = await stage.open();
  const bob = await stage.contact(actor, 'Bob');
  await settle(kith, actor.accountId);
  await execute(kith, actor, editContact, { contact: bob, seen: 100, name: 'Rob' });
  await expect(execute(kith, actor, createContact, { name: 'Rob' })).rejects.toBeInstanceOf(Invalid);
  const second = await execute(kith, actor, createContact, { name: 'Bob' });
  await expect(execute(kith, actor, createContact, { name: 'BOB' })).rejects.toBeInstanceOf(Invalid);
  await execute(kith, actor, deleteContact, { contact: second.subject!, seen: 100 });
  expect(await execute(kith, actor, createContact, { name: 'Bob' })).toMatchObject({ events: 1 });
  await settle(kith, actor.accountId);
  await expectEqualToOracle(stage.pool, actor.accountId);
});

test('a stream whose projections come along meanwhile is remembered rightly', async () => {
  const { kith } = stage;
  const actor = await stage.open();
  const contacts: number[] = [];
  for (let round = 0; round < 12; round++) {
    contacts.push(await stage.contact(actor, `Person ${round}`));
    const contact = contacts[(round * 5) % contacts.length]!;
    const engine = round % 3 ? kith : elsewhere;
    await execute(engine, actor, recordInteraction, { contact, description: `Talk ${round}` });
    await execute(kith, actor, editContact, { contact, seen: 1_000, name: `Renamed ${round}` });
    if (round % 4 === 2) await settle(kith, actor.accountId);
  }
  await settle(kith, actor.accountId);
  await expectEqualToOracle(stage.pool, actor.accountId);
});
