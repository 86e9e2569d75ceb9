import { editContact } from '../../src/domain/commands/edit-contact';
import { recordInteraction } from '../../src/domain/commands/record-interaction';
import { execute } from '../../src/engine/deciding/execute';
import { expectEqualToOracle } from '../oracle/compare';
import { holdBefore, untilBlocked, whileLocked } from '../support/hold';
import { projectionNamed } from '../support/projection-named';
import { createStage, cursorOf, project, rebuild, type Stage, settle } from '../support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.drop());

test('two workers project a stream without a cursor: no interaction is counted twice', async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const actor = await stage.open();
  const contact = await stage.contact(actor, 'Bob');
  for (const interacted_on of ['2026-11-01', '2026-11-02', '2026-11-02']) {
    await execute(kith, actor, recordInteraction, { contact, interacted_on });
  }
  const contacts = projectionNamed(kith, 'contacts');
  // The first has read and folded, and is held before it writes; the second writes first.
  const held = holdBefore(pool, /^with\s+held/);
  const first = project({ ...kith, pool: held.pool }, contacts, actor.accountId);
  await held.reached;
  expect(await project(kith, contacts, actor.accountId)).toEqual({ kind: 'caught-up' });
  held.goOn();
  expect(await first).toEqual({ kind: 'caught-up' });
  await settle(kith, actor.accountId);
  await expectEqualToOracle(pool, actor.accountId);
  await bystander.unharmed();
});

test('concurrent wake-ups count each interaction once', async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const actor = await stage.open();
  const contact = await stage.contact(actor, 'Bob');
  for (let day = 10; day < 20; day++) {
    await execute(kith, actor, recordInteraction, { contact, interacted_on: `2026-11-${day}` });
    await Promise.all([1, 2, 3, 4, 5].map(() => settle(kith, actor.accountId)));
  }
  await expectEqualToOracle(pool, actor.accountId);
  await bystander.unharmed();
});

describe('names that pass to other contacts in one batch', () => {
  const changes = {
    'a swap': [
      ['Ann', 'Zoe'],
      ['Bob', 'Ann'],
      ['Zoe', 'Bob'],
    ],
    'a chain': [
      ['Ann', 'Zoe'],
      ['Bob', 'Ann'],
    ],
    'another capital letter': [
      ['Ann', 'ANN'],
      ['ANN', 'Zoe'],
      ['Bob', 'aNN'],
    ],
  };
  const renameAll = async (renames: string[][]) => {
    const { kith } = stage;
    const actor = await stage.open();
    const contacts: Record<string, number> = {};
    for (const name of ['Ann', 'Bob']) contacts[name] = await stage.contact(actor, name);
    await settle(kith, actor.accountId);
    for (const [from, to] of renames) {
      contacts[to!] = contacts[from!]!;
      await execute(kith, actor, editContact, { contact: contacts[from!]!, name: to });
    }
    return actor;
  };

  test.each(Object.entries(changes))('%s is written at once, live', async (_, renames) => {
    const { kith, pool } = stage;
    const bystander = await stage.bystander();
    const actor = await renameAll(renames);
    // A second attempt would mean that the first batch was not written as a whole.
    const held = holdBefore(pool, /^rollback/);
    await project({ ...kith, pool: held.pool }, projectionNamed(kith, 'contacts'), actor.accountId);
    let hasFailed = false;
    void held.reached.then(() => {
      hasFailed = true;
    });
    await settle(kith, actor.accountId);
    expect(hasFailed).toBe(false);
    await expectEqualToOracle(pool, actor.accountId);
    await bystander.unharmed();
  });

  test.each(Object.entries(changes))('%s is written at once, in a rebuild', async (_, renames) => {
    const { kith, pool } = stage;
    const bystander = await stage.bystander();
    const actor = await renameAll(renames);
    const head = 3 + renames.length;
    await pool.query('update projection_cursors set replays = -1 where account_id = $1', [actor.accountId]);
    const rebuilt = await rebuild(kith, projectionNamed(kith, 'contacts'), actor.accountId);
    expect(rebuilt).toMatchObject({ events: head });
    expect(await cursorOf(kith, 'contacts', actor.accountId)).toMatchObject({ position: head });
    await settle(kith, actor.accountId);
    await expectEqualToOracle(pool, actor.accountId);
    await bystander.unharmed();
  });

  test('Bob is renamed to Rob and a new Bob is created: both are written at once', async () => {
    const { kith, pool } = stage;
    const actor = await renameAll([['Bob', 'Rob']]);
    await stage.contact(actor, 'Bob', 'Another one');
    await pool.query('update projection_cursors set replays = -1 where account_id = $1', [actor.accountId]);
    const rebuilt = await rebuild(kith, projectionNamed(kith, 'contacts'), actor.accountId);
    expect(rebuilt).toMatchObject({ events: 5 });
    await settle(kith, actor.accountId);
    await expectEqualToOracle(pool, actor.accountId);
  });
});

test('a connection that breaks between two statements of a rebuild ends neither the process nor later wake-ups', async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const actor = await stage.open();
  const contact = await stage.contact(actor, 'Bob');
  await settle(kith, actor.accountId);
  await execute(kith, actor, editContact, { contact, name: 'Rob' });
  const contacts = projectionNamed(kith, 'contacts');
  await pool.query('update projection_cursors set replays = -1 where account_id = $1', [actor.accountId]);
  const held = holdBefore(pool, /^fetch \d+ from stored/);
  const step = project({ ...kith, pool: held.pool }, contacts, actor.accountId);
  await held.reached;
  await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and state = 'idle in transaction'`,
  );
  held.goOn();
  await expect(step).rejects.toThrow();
  expect(await project(kith, contacts, actor.accountId)).toEqual({ kind: 'caught-up' });
  await settle(kith, actor.accountId);
  expect(await cursorOf(kith, 'contacts', actor.accountId)).toMatchObject({ failures: 0, parked_at: null });
  await expectEqualToOracle(pool, actor.accountId);
  await bystander.unharmed();
});

test('projecting waits for a locked cursor and does not skip it, so that the last wake-up is never lost', async () => {
  const { kith, pool } = stage;
  const actor = await stage.open();
  await stage.contact(actor, 'Bob');
  await settle(kith, actor.accountId);
  await stage.contact(actor, 'Ann');
  await whileLocked(
    pool,
    'select from projection_cursors where account_id = $1 for update',
    [actor.accountId],
    async (letGo) => {
      const waiting = settle(kith, actor.accountId);
      await untilBlocked(pool);
      await letGo();
      await waiting;
    },
  );
  await expectEqualToOracle(pool, actor.accountId);
});
