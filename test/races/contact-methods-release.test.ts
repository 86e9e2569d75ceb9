import { editContact } from '../../src/domain/commands/edit-contact';
import { findContactOf } from '../../src/domain/projections/contact-queries';
import { contacts } from '../../src/domain/projections/contacts';
import { contactMethodOf } from '../../src/domain/values/contact-method';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import { readPage } from '../../src/engine/projecting/page';
import { expectEqualToOracle } from '../oracle/compare';
import { createStage, rebuild, type Stage, settle } from '../support/stage';
import { appendStored } from '../support/stored-event';

let stage: Stage;
let actor: Actor;
let bob: number;
let ann: number;
/** The data of a release that allowed one contact method: events of version 1, and rows without a list. */
beforeEach(async () => {
  stage = await createStage();
  const { pool, kith } = stage;
  actor = await stage.open();
  bob = await create('Bob', 'bob@example.org');
  ann = await create('Ann', '');
  const changed = { name: 'contact-method-changed', version: 1 };
  await appendStored(pool, actor, bob, changed, { contact_method: '030 12345' });
  await settle(kith, actor.accountId);
  const old = contacts.version - 1;
  await pool.query(`update projection_cursors set version = $1 where projection = 'contacts'`, [old]);
  await pool.query(`update projected_contacts set contact_methods = '[]'`);
});
afterEach(() => stage.drop());

const create = (name: string, contact_method: string) =>
  appendStored(
    stage.pool,
    actor,
    'itself',
    { name: 'contact-created', version: 1 },
    { name, name_key: name.toLowerCase(), description: '', contact_method },
  );

async function shown(contact: number) {
  const { accountId } = actor;
  const find = (db: Parameters<typeof findContactOf>[0]) => findContactOf(db, accountId, contact);
  const reading = await readPage(stage.kith, accountId, [contacts], find, { written: 0 });
  return reading.ready && reading.value?.contact_methods;
}

const log = async () =>
  (await stage.pool.query('select position, payload::text, event_type_id from events order by position'))
    .rows;

test('the contact method of an old event is the only one in the list: on pages at once, in rows after the rebuild', async () => {
  const { kith, pool } = stage;
  const before = await log();
  expect(await shown(bob)).toEqual([contactMethodOf('030 12345')]);
  expect(await shown(ann)).toEqual([]);
  expect(
    await rebuild(kith, kith.projections.find(({ name }) => name === 'contacts')!, actor.accountId),
  ).toMatchObject({ changed: 1 });
  expect(await shown(bob)).toEqual([contactMethodOf('030 12345')]);
  await expectEqualToOracle(pool, actor.accountId);
  expect(await log()).toEqual(before);
});

test('a form that shows data of old events changes nothing when submitted unchanged, and can add to it', async () => {
  const { kith } = stage;
  const form = { contact: bob, seen: 4, name: 'Bob', description: '' };
  const same = await execute(kith, actor, editContact, { ...form, contact_methods: '030 12345' });
  expect(same).toMatchObject({ events: 0, position: 4 });
  const more = { ...form, contact_methods: 'work\tbob@example.org\r\n030 12345' };
  expect(await execute(kith, actor, editContact, more)).toMatchObject({ events: 1 });
  await settle(kith, actor.accountId);
  expect(await shown(bob)).toEqual([
    contactMethodOf('bob@example.org', 'work'),
    contactMethodOf('030 12345'),
  ]);
  expect(await shown(ann)).toEqual([]);
});
