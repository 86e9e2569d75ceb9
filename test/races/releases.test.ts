import { createContact } from '../../src/domain/commands/create-contact';
import { editContact } from '../../src/domain/commands/edit-contact';
import { planMeeting } from '../../src/domain/commands/plan-meeting';
import { recordInteraction } from '../../src/domain/commands/record-interaction';
import { findContact } from '../../src/domain/projections/contact-queries';
import { contacts } from '../../src/domain/projections/contacts';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import { Unavailable } from '../../src/engine/deciding/refusal';
import type { Projection } from '../../src/engine/projecting/define-projection';
import type { Engine } from '../../src/engine/projecting/engine';
import { readPage } from '../../src/engine/projecting/page';
import { sweep } from '../../src/engine/projecting/sweep';
import { replayDry } from '../../src/engine/replaying/dry-replay';
import { release } from '../../src/release/migrate';
import { expectEqualToOracle } from '../oracle/compare';
import { contactsV1, oldRelease } from '../support/contacts-v1';
import { holdBefore, untilBlocked, whileLocked } from '../support/hold';
import { appendUnknownEvent } from '../support/newer-release';
import { projectionNamed } from '../support/projection-named';
import { createStage, cursorOf, project, rebuild, type Stage, settle } from '../support/stage';

let stage: Stage;
let old: Engine;
beforeEach(async () => {
  stage = await createStage();
  old = oldRelease(stage.kith);
  await release(old);
});
afterEach(() => stage.drop());

const notes = 'Ask about **Lisbon**';
const html = '<p>Ask about <strong>Lisbon</strong></p>\n';

/** A stream as the old release left it. */
async function left(): Promise<Actor & { contact: number }> {
  const actor = await stage.open();
  const contact = await stage.contact(actor, 'Bob');
  await execute(stage.kith, actor, planMeeting, { contact, meeting_on: '2026-12-01', notes });
  await settle(old, actor.accountId);
  return { ...actor, contact };
}

async function rowOf(accountId: number) {
  const { rows } = await stage.pool.query(
    'select * from projected_contacts where account_id = $1 order by contact',
    [accountId],
  );
  return rows[0];
}

const rebuildContacts = (engine: Engine, accountId: number) =>
  rebuild(engine, projectionNamed(engine, 'contacts'), accountId);

test('a worker of the old release that wakes after the replay changes nothing', async () => {
  const { kith, pool } = stage;
  const { accountId, contact, entityId } = await left();
  const untouched = await left();
  await release(kith);
  expect(await rebuildContacts(kith, accountId)).toMatchObject({ changed: 2 });
  await execute(kith, { accountId, entityId }, recordInteraction, { contact });
  const before = [await rowOf(accountId), await cursorOf(kith, 'contacts', accountId)];
  expect(before[0].next_meeting_notes_html).toBe(html);

  expect(await project(old, contactsV1, accountId)).toEqual({ kind: 'waiting' });
  expect(await rebuildContacts(old, accountId)).toBeNull();
  expect([await rowOf(accountId), await cursorOf(kith, 'contacts', accountId)]).toEqual(before);
  // Nor does it touch a stream that the new release has not come to yet.
  const waiting = await cursorOf(kith, 'contacts', untouched.accountId);
  expect(await project(old, contactsV1, untouched.accountId)).toEqual({ kind: 'waiting' });
  expect(await cursorOf(kith, 'contacts', untouched.accountId)).toEqual(waiting);
  // Nor one that began since: its cursor is the new release's to create.
  const young = await stage.open();
  expect(await project(old, contactsV1, young.accountId)).toEqual({ kind: 'waiting' });
  expect(await cursorOf(kith, 'contacts', young.accountId)).toBeUndefined();

  await settle(kith, accountId);
  await settle(kith, untouched.accountId);
  await expectEqualToOracle(pool, accountId);
  await expectEqualToOracle(pool, untouched.accountId);
});

test('a rebuild of the old release that waited for the lock during the release changes nothing', async () => {
  const { kith, pool } = stage;
  const { accountId } = await left();
  const lock = `select from projection_cursors where account_id = $1 and projection = 'contacts' for update`;
  await whileLocked(pool, lock, [accountId], async (letGo, newRelease) => {
    const late = rebuildContacts(old, accountId);
    await untilBlocked(pool);
    // The release comes, and its rebuild of this stream commits first.
    await release(kith);
    await newRelease.query(
      `update projection_cursors set version = $2 where account_id = $1 and projection = 'contacts'`,
      [accountId, contacts.version],
    );
    await letGo();
    expect(await late).toBeNull();
  });
  expect(await cursorOf(kith, 'contacts', accountId)).toMatchObject({ version: contacts.version });
});

test('an event of an unknown type waits, parks nothing, and the release that knows it goes on', async () => {
  const { kith, pool } = stage;
  await release(kith);
  const bystander = await stage.bystander();
  const actor = await stage.open();
  const contact = await stage.contact(actor, 'Bob');
  await appendUnknownEvent(pool, actor, contact);
  await execute({ ...kith, projections: [] }, actor, blind(contact, 'Behind it'), {});

  expect(await settle(kith, actor.accountId)).toEqual(kith.projections.map(() => 'waiting'));
  expect(await cursorOf(kith, 'contacts', actor.accountId)).toMatchObject({
    position: 2,
    failures: 0,
    parked_at: null,
  });
  // Only what is about that contact can't be decided.
  await expect(execute(kith, actor, editContact, { contact, name: 'Rob' })).rejects.toThrow(Unavailable);
  expect(await execute(kith, actor, createContact, { name: 'Ann' })).toMatchObject({ events: 1 });
  // Not for ever in the way of others: the sweeper comes back to it, and to the others as well.
  expect(await sweep(kith, [], -1)).toBeGreaterThan(0);
  await bystander.unharmed();

  const newer = knowing(kith, 'contact-photographed');
  expect(await settle(newer, actor.accountId)).toEqual(kith.projections.map(() => 'caught-up'));
  expect(await rowOf(actor.accountId)).toMatchObject({ description: 'Behind it' });
});

test('a known type in a newer version waits as well', async () => {
  const { kith, pool } = stage;
  await release(kith);
  const actor = await stage.open();
  const contact = await stage.contact(actor, 'Bob');
  await settle(kith, actor.accountId);
  await appendUnknownEvent(pool, actor, contact, { name: 'contact-renamed', version: 2 }, { name: 'Rob' });
  expect(await settle(kith, actor.accountId)).toEqual(kith.projections.map(() => 'waiting'));
  expect(await rowOf(actor.accountId)).toMatchObject({ name: 'Bob' });
  await expect(execute(kith, actor, editContact, { contact, name: 'Zoe' })).rejects.toThrow(Unavailable);
  // A page shows what there is, and never claims more.
  const page = await readPage(
    kith,
    actor.accountId,
    [contacts],
    (db) => findContact(db, actor.accountId, 'Bob'),
    {
      written: 0,
    },
  );
  expect(page).toMatchObject({ ready: true, position: 2 });
});

test('what a newer release’s event said can’t be told, projected or not: unavailable, not a failure', async () => {
  const { kith, pool } = stage;
  await release(kith);
  const actor = await stage.open();
  const contact = await stage.contact(actor, 'Bob');
  await appendUnknownEvent(pool, actor, contact);
  await settle(knowing(kith, 'contact-photographed'), actor.accountId);
  const edit = execute(kith, actor, editContact, { contact, seen: 3, name: 'Rob' });
  await expect(edit).rejects.toThrow(Unavailable);
});

test('a rollback of the release works: the old one takes its rows back, and the next release takes them again', async () => {
  const { kith, pool } = stage;
  const { accountId, contact, entityId } = await left();
  await release(kith);
  await settle(kith, accountId);
  expect(await rowOf(accountId)).toMatchObject({ next_meeting_notes_html: html });

  await release(old);
  expect(await settle(kith, accountId)).toEqual(
    kith.projections.map(({ name }) => (name === 'contacts' ? 'waiting' : 'caught-up')),
  );
  expect(await settle(old, accountId)).toEqual(old.projections.map(() => 'caught-up'));
  expect(await cursorOf(kith, 'contacts', accountId)).toMatchObject({ version: 1, position: 4 });
  // A batch of a row that was read, and carries the new column along, and of one that is new, and lacks it.
  const actor = { accountId, entityId };
  await execute(kith, actor, planMeeting, { contact, seen: 4, notes: 'Other notes' });
  await execute(kith, actor, createContact, { name: 'Ann' });
  expect(await settle(old, accountId)).toEqual(old.projections.map(() => 'caught-up'));
  expect(await cursorOf(kith, 'contacts', accountId)).toMatchObject({ position: 6, failures: 0 });
  expect(await rowOf(accountId)).toMatchObject({ next_meeting_notes: 'Other notes' });
  expect(await replayDry(old, [contactsV1], { accountId })).toMatchObject({
    waiting: 0,
    discrepancies: [],
    failing: [],
  });

  await release(kith);
  await settle(kith, accountId);
  expect(await replayDry(kith, [projectionNamed(kith, 'contacts')], { accountId })).toMatchObject({
    waiting: 0,
    discrepancies: [],
    failing: [],
  });
  await expectEqualToOracle(pool, accountId);
});

test('connections of the old release outlive a migration that adds a column', async () => {
  const { kith, pool } = stage;
  const { accountId, contact, entityId } = await left();
  const actor = { accountId, entityId };
  await execute(old, actor, editContact, { contact, description: 'Sails' });
  await settle(old, accountId);
  await pool.query('alter table projected_contacts add column photograph text');
  for (let round = 0; round < 3; round++) {
    await execute(old, actor, editContact, { contact, description: `Sails ${round}` });
    expect(await settle(old, accountId)).toEqual(old.projections.map(() => 'caught-up'));
  }
  expect(await rowOf(accountId)).toMatchObject({ description: 'Sails 2', photograph: null });
  await release(kith);
});

test('a release that comes between reading and writing is seen: the old worker writes nothing', async () => {
  const { kith, pool } = stage;
  const { accountId, contact, entityId } = await left();
  await execute(kith, { accountId, entityId }, recordInteraction, { contact });
  const held = holdBefore(pool, /^with\s+held/);
  const first = project({ ...old, pool: held.pool }, contactsV1, accountId);
  await held.reached;
  const before = await rowOf(accountId);
  await release(kith);
  held.goOn();
  expect(await first).toEqual({ kind: 'waiting' });
  expect(await rowOf(accountId)).toEqual(before);
  expect(await project(kith, projectionNamed(kith, 'contacts'), accountId)).toEqual({ kind: 'caught-up' });
  expect(await cursorOf(kith, 'contacts', accountId)).toMatchObject({ version: contacts.version });
  await settle(kith, accountId);
  await expectEqualToOracle(pool, accountId);
});

/** A command that looks at nothing. */
function blind(subject: number, description: string) {
  return {
    name: 'describe',
    about: () => ({}),
    decide: () => [{ type: 'contact-description-changed', subject, payload: { description } }],
  };
}

/** A release that knows one more event type, and no handler for it. */
function knowing(kith: Engine, type: string): Engine {
  const { knows, upcast } = kith.eventTypes;
  const eventTypes: Engine['eventTypes'] = {
    ...kith.eventTypes,
    knows: (name, version) => name === type || knows(name, version),
    upcast: (name, version, payload) => (name === type ? payload : upcast(name, version, payload)),
  };
  return { ...kith, eventTypes, projections: kith.projections as readonly Projection[] };
}
