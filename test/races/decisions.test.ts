import { createEnginePool } from '../../src/database/pool';
import { createContact } from '../../src/domain/commands/create-contact';
import { deleteContact } from '../../src/domain/commands/delete-contact';
import { editContact } from '../../src/domain/commands/edit-contact';
import { planMeeting } from '../../src/domain/commands/plan-meeting';
import { recordInteraction } from '../../src/domain/commands/record-interaction';
import { restoreContact } from '../../src/domain/commands/restore-contact';
import { findContact, findDeletedContact, findRenamed } from '../../src/domain/projections/contact-queries';
import { contacts } from '../../src/domain/projections/contacts';
import { listInteractions } from '../../src/domain/projections/interactions';
import { execute } from '../../src/engine/deciding/execute';
import { Conflict, Invalid } from '../../src/engine/deciding/refusal';
import { expectEqualToOracle } from '../oracle/compare';
import { holdBefore } from '../support/hold';
import { projectionNamed } from '../support/projection-named';
import { createStage, project, type Stage, settle } from '../support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.drop());

const typesOf = async (accountId: number) => {
  const { rows } = await stage.pool.query(
    `select t.name from events e join event_types t on t.id = e.event_type_id
      where account_id = $1 order by position`,
    [accountId],
  );
  return rows.map(({ name }) => name);
};

// A command reads everything in one statement, whatever rows and cursors contain. The worker commits both before that.
test.each([
  ['reads', contacts.version, /with wanted as/],
  ['reads while rows wait for a rebuild', contacts.version + 1, /with wanted as/],
])(
  'if a worker commits just before a command %s, no contact is created twice',
  async (_, version, statement) => {
    const { kith, pool } = stage;
    const bystander = await stage.bystander();
    const actor = await stage.open();
    await settle(kith, actor.accountId);
    await stage.contact(actor, 'Bob');
    const held = holdBefore(pool, statement);
    const projections = kith.projections.map((one) => (one.name === 'contacts' ? { ...one, version } : one));
    const second = execute({ ...kith, projections, pool: held.pool }, actor, createContact, { name: 'bob' });
    await held.reached;
    await settle(kith, actor.accountId);
    held.goOn();
    await expect(second).rejects.toThrow(Invalid);
    expect(await typesOf(actor.accountId)).toEqual(['account-opened', 'contact-created']);
    await bystander.unharmed();
  },
);

test('two simultaneous commands that create the same contact create one, whatever is projected', async () => {
  const { kith, pool } = stage;
  const actor = await stage.open();
  const held = holdBefore(pool, /insert into events/);
  const first = execute({ ...kith, pool: held.pool }, actor, createContact, { name: 'Bob' });
  await held.reached;
  await execute(kith, actor, createContact, { name: 'BOB' });
  held.goOn();
  await expect(first).rejects.toThrow(Invalid);
  expect(await typesOf(actor.accountId)).toEqual(['account-opened', 'contact-created']);
});

test('of two forms opened at once, a new description and a new name are both saved; two descriptions conflict', async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const actor = await stage.open();
  const contact = await stage.contact(actor, 'Bob', 'Paints');
  const form = { contact, seen: contact, name: 'Bob', description: 'Paints', contact_methods: '' };
  await execute(kith, actor, editContact, { ...form, description: 'Sails' });
  await execute(kith, actor, editContact, { ...form, name: 'Rob' });
  await settle(kith, actor.accountId);
  expect(await findContact(pool, actor.accountId, 'Rob')).toMatchObject({ description: 'Sails' });

  const late = execute(kith, actor, editContact, { ...form, description: 'Sings' });
  await expect(late).rejects.toThrow(Conflict);
  await late.catch(({ conflicts, head }: Conflict) => {
    expect(conflicts).toEqual({ description: { theirs: 'Sails', yours: 'Sings' } });
    expect(head).toBe(4);
  });
  // The form of a meeting does not conflict with changes to other fields.
  await execute(kith, actor, planMeeting, { contact, seen: contact, meeting_on: '2026-12-01' });
  expect(await typesOf(actor.accountId)).toEqual([
    'account-opened',
    'contact-created',
    'contact-description-changed',
    'contact-renamed',
    'meeting-planned',
  ]);
  await bystander.unharmed();
});

test('an interaction recorded in a tab with the old Bob belongs to Rob, not to the new Bob', async () => {
  const { kith, pool } = stage;
  const actor = await stage.open();
  const bob = await stage.contact(actor, 'Bob');
  await settle(kith, actor.accountId);
  await execute(kith, actor, editContact, { contact: bob, name: 'Rob' });
  const another = await stage.contact(actor, 'Bob');
  await execute(kith, actor, recordInteraction, { contact: bob, seen: bob, interacted_on: '2026-11-19' });
  await settle(kith, actor.accountId);
  const { accountId } = actor;
  expect(await findContact(pool, accountId, 'Rob')).toMatchObject({ last_interacted_on: '2026-11-19' });
  expect(await findContact(pool, accountId, 'Bob')).toMatchObject({ last_interacted_on: null });
  expect(await listInteractions(pool, accountId, another)).toEqual([]);
  await expectEqualToOracle(pool, accountId);
});

test('a new Bob shows nothing of a deleted one, who cannot be restored under the taken name', async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const actor = await stage.open();
  const { accountId } = actor;
  const old = await stage.contact(actor, 'Bob', 'The old one');
  await execute(kith, actor, planMeeting, { contact: old, meeting_on: '2026-12-01', notes: 'Old notes' });
  await execute(kith, actor, recordInteraction, { contact: old });
  await execute(kith, actor, deleteContact, { contact: old });
  const young = await stage.contact(actor, 'Bob');
  await settle(kith, accountId);
  expect(await findContact(pool, accountId, 'Bob')).toMatchObject({
    contact: young,
    description: '',
    last_interacted_on: null,
    next_meeting_on: null,
    next_meeting_notes: '',
  });
  await expect(execute(kith, actor, restoreContact, { contact: old })).rejects.toThrow(Invalid);
  await execute(kith, actor, restoreContact, { contact: old, name: 'Old Bob' });
  await settle(kith, accountId);
  expect(await findContact(pool, accountId, 'Old Bob')).toMatchObject({
    contact: old,
    next_meeting_notes: 'Old notes',
    last_interacted_on: '2026-11-20',
  });
  expect(await findDeletedContact(pool, accountId, 'Bob')).toBeUndefined();
  await expectEqualToOracle(pool, accountId);
  await bystander.unharmed();
});

test('renaming A → B → A causes no redirect loop', async () => {
  const { kith, pool } = stage;
  const actor = await stage.open();
  const { accountId } = actor;
  const contact = await stage.contact(actor, 'Ann');
  await execute(kith, actor, editContact, { contact, name: 'Bea' });
  await execute(kith, actor, editContact, { contact, name: 'Ann' });
  await settle(kith, accountId);
  // The page looks for the contact with this name first, and only then for one that had it before.
  expect(await findContact(pool, accountId, 'Ann')).toMatchObject({ contact });
  expect(await findContact(pool, accountId, 'Bea')).toBeUndefined();
  expect(await findRenamed(pool, accountId, 'Bea')).toBe('Ann');
});

test('before a stream is rebuilt for a new release, commands append no events for unchanged fields', async () => {
  const { kith, pool } = stage;
  const actor = await stage.open();
  const contact = await stage.contact(actor, 'Bob', 'Paints');
  await execute(kith, actor, planMeeting, { contact, meeting_on: '2026-12-01', notes: '**Lisbon**' });
  await settle(kith, actor.accountId);
  // The data of the old release: its version, and rows that differ from this release's.
  await pool.query(
    `update projected_contacts set description = 'As the old release had it', next_meeting_notes = 'Old'
      where account_id = $1`,
    [actor.accountId],
  );
  await pool.query('update projection_cursors set version = version - 1 where account_id = $1', [
    actor.accountId,
  ]);
  const form = { contact, seen: 4 };
  const edited = await execute(kith, actor, editContact, { ...form, name: 'Bob', description: 'Paints' });
  const planned = await execute(kith, actor, planMeeting, {
    ...form,
    meeting_on: '2026-12-01',
    meeting_time: '',
    notes: '**Lisbon**',
  });
  expect([edited.events, planned.events]).toEqual([0, 0]);
  await settle(kith, actor.accountId);
  await expectEqualToOracle(pool, actor.accountId);
});

test('at a cold start, more commands than connections cause no deadlock', async () => {
  const { kith, url, pool } = stage;
  const actors = await Promise.all([1, 2, 3, 4].map(() => stage.open()));
  const cold = createEnginePool(url, { max: 2, connectionTimeoutMillis: 4_000 });
  try {
    const engine = { ...kith, pool: cold };
    await Promise.all(actors.map((actor) => execute(engine, actor, createContact, { name: 'Bob' })));
    for (const { accountId } of actors) {
      await project(kith, projectionNamed(kith, 'contacts'), accountId);
      expect(await findContact(pool, accountId, 'Bob')).toBeDefined();
    }
  } finally {
    await cold.end();
  }
});
