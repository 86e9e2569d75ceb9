import { openAccount } from '../../src/accounts/open-account';
import { createContact } from '../../src/domain/commands/create-contact';
import { editContact } from '../../src/domain/commands/edit-contact';
import { execute } from '../../src/engine/deciding/execute';
import { fanOut } from '../../src/engine/projecting/fan-out';
import { append } from '../../src/event-store/append';
import { expectEqualToOracle } from '../oracle/compare';
import { contactCreated } from '../support/happened';
import { holdBefore, untilBlocked } from '../support/hold';
import { createStage, type Stage, settle } from '../support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.drop());

const queued = async (accountId: number) => {
  const { rows } = await stage.pool.query(
    `select count(*)::integer as jobs from graphile_worker._private_jobs
      where payload ->> 'accountId' = $1::text`,
    [accountId],
  );
  return rows[0].jobs;
};

test('a slow append that commits after a later one of another stream is not skipped', async () => {
  const { kith, pool } = stage;
  const slow = await stage.open();
  const quick = await stage.open();
  await fanOut(kith);
  await pool.query('delete from graphile_worker._private_jobs');
  const client = await pool.connect();
  await client.query('begin');
  await append(kith, { ...slow, head: 1, events: [contactCreated('Slow')] }, client);
  await append(kith, { ...quick, head: 1, events: [contactCreated('Quick')] });
  // The later one is fanned out and projected before the slow one commits.
  expect(await fanOut(kith)).toBe(1);
  await settle(kith, quick.accountId);
  await settle(kith, slow.accountId);
  await expectEqualToOracle(pool, quick.accountId);
  await client.query('commit');
  client.release();
  expect(await fanOut(kith)).toBe(1);
  expect(await queued(slow.accountId)).toBe(1);
  await settle(kith, slow.accountId);
  await expectEqualToOracle(pool, slow.accountId);
});

test('a rollback leaves no gap, and the append that waited for it gets its position', async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const actor = await stage.open();
  const client = await pool.connect();
  await client.query('begin');
  await append(kith, { ...actor, head: 1, events: [contactCreated('Ann'), contactCreated('Bea')] }, client);
  const waiting = append(kith, { ...actor, head: 1, events: [contactCreated('Cem')] });
  await untilBlocked(pool);
  await client.query('rollback');
  client.release();
  expect(await waiting).toMatchObject({ kind: 'appended', head: 2 });
  await settle(kith, actor.accountId);
  await expectEqualToOracle(pool, actor.accountId);
  await bystander.unharmed();
});

test('an append that waited for one that commits loses the race and appends nothing', async () => {
  const { kith, pool } = stage;
  const actor = await stage.open();
  const client = await pool.connect();
  await client.query('begin');
  await append(kith, { ...actor, head: 1, events: [contactCreated('Ann')] }, client);
  const waiting = append(kith, { ...actor, head: 1, events: [contactCreated('Ann')] });
  await untilBlocked(pool);
  await client.query('commit');
  client.release();
  expect(await waiting).toEqual({ kind: 'lost-race' });
  await settle(kith, actor.accountId);
  await expectEqualToOracle(pool, actor.accountId);
});

test('sixteen concurrent commands on one stream leave no gap and no duplicate, and return all positions', async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const actor = await stage.open();
  const names = Array.from({ length: 16 }, (_, index) => `Person ${index}`);
  const done = await Promise.all(names.map((name) => execute(kith, actor, createContact, { name })));
  expect(done.map(({ position }) => position).sort((a, b) => a - b)).toEqual(names.map((_, n) => n + 2));
  await settle(kith, actor.accountId);
  await expectEqualToOracle(pool, actor.accountId);
  await bystander.unharmed();
});

describe('a form submitted again', () => {
  test('a double click creates one contact, and both submissions get the same answer', async () => {
    const { kith, pool } = stage;
    const bystander = await stage.bystander();
    const actor = await stage.open();
    const form = { name: 'Bob', description: 'Paints' };
    const held = holdBefore(pool, /insert into events/);
    const first = execute({ ...kith, pool: held.pool }, actor, createContact, form, { token: 't' });
    await held.reached;
    const second = await execute(kith, actor, createContact, form, { token: 't' });
    held.goOn();
    expect(await first).toMatchObject({ position: second.position, subject: second.subject });
    const third = await execute(kith, actor, createContact, form, { token: 't' });
    expect(third).toEqual({ position: 2, subject: 2, events: 0 });
    await settle(kith, actor.accountId);
    await expectEqualToOracle(pool, actor.accountId);
    expect(await headOf(actor.accountId)).toBe(2);
    await bystander.unharmed();
  });

  test('a repeated edit gets the same answer as the first one, whatever happened since', async () => {
    const { kith } = stage;
    const actor = await stage.open();
    const contact = await stage.contact(actor, 'Bob', 'Paints');
    const form = { contact, seen: contact, description: 'Sails' };
    const first = await execute(kith, actor, editContact, form, { token: 't' });
    await execute(kith, actor, editContact, { contact, seen: first.position, description: 'Sings' });
    const again = await execute(kith, actor, editContact, form, { token: 't' });
    expect(again).toMatchObject({ position: first.position, events: 0 });
    expect(await headOf(actor.accountId)).toBe(4);
  });

  test('after going back, another name with the same token creates another contact', async () => {
    const { kith } = stage;
    const actor = await stage.open();
    await execute(kith, actor, createContact, { name: 'Bob' }, { token: 't' });
    const other = await execute(kith, actor, createContact, { name: 'Ann' }, { token: 't' });
    expect(other).toMatchObject({ position: 3, subject: 3, events: 1 });
  });

  test('the same token in another account is a different form', async () => {
    const { kith } = stage;
    const [one, other] = [await stage.open(), await stage.open()];
    await execute(kith, one, createContact, { name: 'Bob' }, { token: 't' });
    const done = await execute(kith, other, createContact, { name: 'Bob' }, { token: 't' });
    expect(done).toMatchObject({ position: 2, events: 1 });
  });
});

test('two simultaneous sign-ups with one email address create one account, and nothing of the other', async () => {
  const { kith, pool } = stage;
  const before = await counts();
  const opening = (email: string) => ({ email, passwordHash: '-', timeZone: 'Europe/Berlin', locale: 'en' });
  // The first is held before it inserts its credentials; the second waits for it.
  const held = holdBefore(pool, /insert into entities/);
  const first = openAccount({ ...kith, pool: held.pool }, opening('once@example.org'));
  await held.reached;
  const second = openAccount(kith, opening('Once@Example.org'));
  await untilBlocked(pool);
  held.goOn();
  const answers = await Promise.all([first, second]);
  expect(answers.filter((answer) => answer === 'taken')).toHaveLength(1);
  const after = await counts();
  expect(after).toEqual({ streams: before.streams + 1, entities: before.entities + 1 });
});

async function counts() {
  const { rows } = await stage.pool.query(
    `select (select count(*)::integer from streams) as streams,
      (select count(*)::integer from entities) as entities`,
  );
  return rows[0];
}

async function headOf(accountId: number): Promise<number> {
  const { rows } = await stage.pool.query('select head from streams where account_id = $1', [accountId]);
  return rows[0].head;
}
