import { createContact } from '../../src/domain/commands/create-contact';
import { execute } from '../../src/engine/deciding/execute';
import type { Projection } from '../../src/engine/projecting/define-projection';
import { replayDry } from '../../src/engine/replaying/dry-replay';
import { askForReplay, OtherRelease, replay } from '../../src/engine/replaying/replay';
import { release } from '../../src/release/migrate';
import { projectionNamed } from '../support/projection-named';
import { createStage, cursorOf, project, type Stage, settle } from '../support/stage';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage({ retryPauses: [60_000] });
});
afterEach(() => stage.drop());

async function endPause(accountId: number): Promise<void> {
  await stage.pool.query('update projection_cursors set retry_at = now() where account_id = $1', [accountId]);
}

const fails = () => {
  throw new TypeError('it fails');
};

function broken(name: string, change: (projection: Projection) => Projection) {
  const projections = stage.kith.projections.map((one) => (one.name === name ? change(one) : one));
  return { ...stage.kith, projections };
}

test('a projection is parked at a poison event even if that is the first event of the stream', async () => {
  const bystander = await stage.bystander();
  const { accountId } = await stage.open();
  const kith = broken('accounts', (one) => ({ ...one, handlers: { 'account-opened': fails } }));
  const failing = projectionNamed(kith, 'accounts');
  expect(await project(kith, failing, accountId)).toMatchObject({ kind: 'failed' });
  await endPause(accountId);
  expect(await project(kith, failing, accountId)).toEqual({ kind: 'parked' });
  expect(await cursorOf(kith, 'accounts', accountId)).toMatchObject({ position: 0, failed_position: 1 });
  await bystander.unharmed();
});

test('a row that cannot be finished parks the projection in its stream alone, and does not end a replay', async () => {
  const bystander = await stage.bystander();
  const actor = await stage.open();
  await stage.contact(actor, 'Fine');
  await stage.contact(actor, 'Poison');
  const kith = broken('contacts', (one) => {
    const finish = (row: { name: string }) => (row.name === 'Poison' ? fails() : row);
    return {
      ...one,
      tables: { ...one.tables, contacts: { ...one.tables.contacts!, finish: finish as never } },
    };
  });
  const failing = projectionNamed(kith, 'contacts');
  expect(await project(kith, failing, actor.accountId)).toMatchObject({ kind: 'failed' });
  await endPause(actor.accountId);
  expect(await project(kith, failing, actor.accountId)).toEqual({ kind: 'parked' });
  const cursor = await cursorOf(kith, 'contacts', actor.accountId);
  expect(cursor).toMatchObject({
    position: 2,
    failed_position: 3,
    error: expect.stringMatching(/^TypeError: it fails/),
  });
  await bystander.unharmed();
  await askForReplay(kith, [failing]);
  expect(await replay(kith, [failing])).toMatchObject({ streams: 2 });
  expect(await cursorOf(kith, 'contacts', actor.accountId)).toMatchObject({ replays: 1 });
});

test('a repeated release step writes nothing again, and adds a new system entity', async () => {
  const { kith, pool } = stage;
  const ids = () => pool.query('select last_value from event_types_id_seq');
  const { rows: before } = await ids();
  await pool.query(`insert into entities (kind, name) values ('system', 'another')`);
  await pool.query(`delete from entities where name = 'morning-email'`);
  await release(kith);
  await release(kith);
  expect((await ids()).rows).toEqual(before);
  const { rows } = await pool.query(`select name from entities where kind = 'system' order by name`);
  expect(rows).toEqual(expect.arrayContaining([{ name: 'another' }, { name: 'morning-email' }]));
  expect(rows.filter(({ name }) => name === 'morning-email')).toHaveLength(1);
});

test('a replay continues projections whose replay is unfinished, and starts the others', async () => {
  const { kith, pool } = stage;
  await stage.bystander();
  const all = kith.projections;
  const contacts = projectionNamed(kith, 'contacts');
  expect(await askForReplay(kith, [contacts])).toEqual([]);
  expect(await askForReplay(kith, all)).toEqual(['contacts']);
  const { rows } = await pool.query('select distinct replays from projections');
  expect(rows).toEqual([{ replays: 1 }]);
  await replay(kith, all);
  expect(await askForReplay(kith, [contacts])).toEqual([]);
  expect(await askForReplay(kith, [contacts], { anew: true })).toEqual([]);
});

test('an interrupted replay of one account does not count as an unfinished replay of all', async () => {
  const { kith } = stage;
  await stage.bystander();
  const { accountId } = await stage.open();
  await settle(kith, accountId);
  const contacts = projectionNamed(kith, 'contacts');
  await askForReplay(kith, [contacts], { accountId });
  expect(await askForReplay(kith, [contacts])).toEqual([]);
  expect(await replay(kith, [contacts])).toMatchObject({ streams: 2 });
});

test('a release that the database does not have requests no replay and rebuilds nothing', async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const { accountId } = await stage.open();
  await settle(kith, accountId);
  const newer = kith.projections.map((one) =>
    one.name === 'contacts' ? { ...one, version: one.version + 1 } : one,
  );
  await expect(askForReplay(kith, newer)).rejects.toThrow(OtherRelease);
  const { rows } = await pool.query('select distinct replays from projections');
  expect(rows).toEqual([{ replays: 0 }]);
  await pool.query('update projection_cursors set replays = -1 where account_id = $1', [accountId]);
  expect(await replay({ ...kith, projections: newer }, newer.slice(1, 2))).toMatchObject({ streams: 0 });
  await bystander.unharmed();
});

test('verification reports what it could not compare', async () => {
  const { kith } = stage;
  await stage.bystander();
  const newer = kith.projections.map((one) => ({ ...one, version: one.version + 1 }));
  expect(await replayDry({ ...kith, projections: newer }, newer)).toMatchObject({ waiting: newer.length });
  const failing = broken('contacts', (one) => ({ ...one, handlers: { 'contact-created': fails } }));
  const verified = await replayDry(failing, failing.projections);
  expect(verified).toMatchObject({ waiting: 0, failing: [{ projection: 'contacts', position: 2 }] });
});

test('a command on a stream that does not exist is an error', async () => {
  const { kith } = stage;
  const bystander = await stage.bystander();
  const unknown = { accountId: 4_711, entityId: 1 };
  await expect(execute(kith, unknown, createContact, { name: 'Bob' })).rejects.toThrow(
    'There is no such stream',
  );
  await bystander.unharmed();
});
