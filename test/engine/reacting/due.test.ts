import { lockReactorCursor, registerReactors } from '../../../src/engine/reacting/cursor';
import type { Reactor } from '../../../src/engine/reacting/define-reactor';
import { dueReactors } from '../../../src/engine/reacting/due';
import { react } from '../../../src/engine/reacting/react';
import { whileLocked } from '../../support/hold';
import { appendUnknownEvent } from '../../support/newer-release';
import { createStage, type Stage } from '../../support/stage';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});
afterEach(() => stage.drop());

const onContacts: Reactor = { name: 'on-contacts', on: ['contact-created'] };
const onSettings: Reactor = { name: 'on-settings', on: ['settings-changed'] };
const onAll: Reactor = { name: 'on-all', on: 'every event' };
const all = [onContacts, onSettings, onAll];

const due = async (...accountIds: number[]) => {
  const found = await dueReactors(stage.pool, all, accountIds, stage.kith.clock());
  return found.map(({ account_id, reactor }) => [account_id, reactor]).sort();
};

const cursors = async () => {
  const { rows } = await stage.pool.query(
    'select account_id, reactor, position from reactor_cursors order by 1, 2',
  );
  return rows.map(({ account_id, reactor, position }) => [account_id, reactor, position]);
};

/** Opens streams in which all reactors have caught up. */
async function begin(count: number): Promise<number[]> {
  const accounts: number[] = [];
  for (let n = 0; n < count; n++) accounts.push((await stage.open()).accountId);
  await registerReactors(
    stage.pool,
    all.map(({ name }) => name),
  );
  return accounts;
}

test('only reactors that handle an event are due; the cursors of the others move past it', async () => {
  const actor = await stage.open();
  const [bystander] = await begin(1);
  await stage.contact(actor, 'Bob');
  await stage.contact({ ...actor, accountId: bystander! }, 'Ann');
  expect(await due(actor.accountId)).toEqual([
    [actor.accountId, 'on-all'],
    [actor.accountId, 'on-contacts'],
  ]);
  expect(await cursors()).toEqual([
    [actor.accountId, 'on-all', 1],
    [actor.accountId, 'on-contacts', 1],
    [actor.accountId, 'on-settings', 2],
    [bystander, 'on-all', 1],
    [bystander, 'on-contacts', 1],
    [bystander, 'on-settings', 1],
  ]);
  expect(await due(bystander!, actor.accountId)).toHaveLength(4);
});

test('a pausing or parked reactor is not due, but one without a cursor is', async () => {
  const actor = await stage.open();
  await begin(0);
  const young = await stage.open();
  await stage.contact(actor, 'Bob');
  const later = new Date(stage.kith.clock().getTime() + 1);
  await stage.pool.query(`update reactor_cursors set failures = 1, retry_at = $1 where reactor = 'on-all'`, [
    later,
  ]);
  await stage.pool.query(`update reactor_cursors set parked_at = now() where reactor = 'on-contacts'`);
  expect(await due(actor.accountId, young.accountId)).toEqual(
    all.map(({ name }) => [young.accountId, name]).sort(),
  );
});

test('an event type that only a newer release knows makes all reactors due, and those that handle it wait there', async () => {
  const actor = await stage.open();
  await begin(0);
  await due(actor.accountId); // this process has loaded the types that exist so far
  await appendUnknownEvent(stage.pool, actor, null);
  expect(await due(actor.accountId)).toHaveLength(all.length);
  const run = (one: Reactor) =>
    react({ engine: stage.kith, pool: stage.pool }, { ...one, react: fails }, actor.accountId);
  // The first one loads the type; then it is known which reactors handle it.
  await run(onContacts);
  expect([await run(onContacts), await run(onSettings), await run(onAll)]).toEqual([
    'caught-up',
    'caught-up',
    'waiting',
  ]);
  expect((await cursors()).map(([, , position]) => position)).toEqual([1, 2, 2]);
});

async function fails(): Promise<void> {
  throw new Error('No reactor should get this event');
}

test('the search for due reactors does not wait for a locked cursor', async () => {
  const actor = await stage.open();
  await begin(0);
  await stage.contact(actor, 'Bob');
  const lock = `select from reactor_cursors where account_id = $1 and reactor = 'on-settings' for update`;
  await whileLocked(stage.pool, lock, [actor.accountId], async () => {
    expect(await due(actor.accountId)).toHaveLength(2);
  });
  expect(await lockReactorCursor(stage.pool, actor.accountId, 'on-settings')).toMatchObject({ position: 1 });
  await due(actor.accountId);
  expect(await lockReactorCursor(stage.pool, actor.accountId, 'on-settings')).toMatchObject({ position: 2 });
});
