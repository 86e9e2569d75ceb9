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

/** Opens a stream and projects it with the old release. */
async function oldStream(): Promise<Actor & { contact: number }> {
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

test('a worker of the old release that continues after the replay changes nothing', async () => {
  const { kith, pool } = stage;
  const { accountId, contact, entityId } = await oldStream();
  const untouched = await oldStream();
  await release(kith);
  expect(await rebuildContacts(kith, accountId)).toMatchObject({ changed: 2 });
  await execute(kith, { accountId, entityId }, recordInteraction, { contact });
  const before = [await rowOf(accountId), await cursorOf(kith, 'contacts', accountId)];
  expect(before[0].next_meeting_notes_html).toBe(html);

  expect(await project(old, contactsV1, accountId)).toEqual({ kind: 'waiting' });
  expect(await rebuildContacts(old, accountId)).toBeNull();
  expect([await rowOf(accountId), await cursorOf(kith, 'contacts', accountId)]).toEqual(before);
  // It doesn't touch a stream that the new release has not rebuilt yet, either.
  const waiting = await cursorOf(kith, 'contacts', untouched.accountId);
  expect(await project(old, contactsV1, untouched.accountId)).toEqual({ kind: 'waiting' });
  expect(await cursorOf(kith, 'contacts', untouched.accountId)).toEqual(waiting);
  // Nor one that began since: only the new release may create its cursor.
  const young = await stage.open();
  expect(await project(old, contactsV1, young.accountId)).toEqual({ kind: 'waiting' });
  expect(await cursorOf(kith, 'contacts', young.accountId)).toBeUndefined();

  await settle(kith, accountId);
  await settle(kith, untouched.accountId);
  await expectEqualToOracle(pool, accountId);
  await expectEqualToOracle(pool, untouched.accountId);
});

test('a rebuild by the old release that waited for a lock during the release changes nothing', async () => {
  const { kith, pool } = stage;
  const { accountId } = await oldStream();
  const lock = `select from projection_cursors where account_id = $1 and projection = 'contacts' for update`;
  await whileLocked(pool, lock, [accountId], async (letGo, newRelease) => {
    const late = rebuildContacts(old, accountId);
    await untilBlocked(pool);
    // The new release is installed, and its rebuild of this stream commits first.
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

test('projections wait at an event of an unknown type without being parked; the release that knows it continues', async () => {
  const { kith, pool } = stage;
  await release(kith);
  const bystander = await stage.bystander();
  const actor = await stage.open();
  const contact = await stage.contact(actor, 'Bob');
  await appendUnknownEvent(pool, actor, contact);
  await execute({ ...kith, projections: [] }, actor, blind(contact, 'After it'), {});

  expect(await settle(kith, actor.accountId)).toEqual(kith.projections.map(() => 'waiting'));
  expect(await cursorOf(kith, 'contacts', actor.accountId)).toMatchObject({
    position: 2,
    failures: 0,
    parked_at: null,
  });
  // Only commands about that contact are unavailable.
  await expect(execute(kith, actor, editContact, { contact, name: 'Rob' })).rejects.toThrow(Unavailable);
  expect(await execute(kith, actor, createContact, { name: 'Ann' })).toMatchObject({ events: 1 });
  // It doesn't block others: the sweeper returns to it, and to the others as well.
  expect(await sweep(kith, [], -1)).toBeGreaterThan(0);
  await bystander.unharmed();

  const newer = knowing(kith, 'contact-photographed');
  expect(await settle(newer, actor.accountId)).toEqual(kith.projections.map(() => 'caught-up'));
  expect(await rowOf(actor.accountId)).toMatchObject({ description: 'After it' });
});

test('projections wait at a known type in a newer version, too', async () => {
  const { kith, pool } = stage;
  await release(kith);
  const actor = await stage.open();
  const contact = await stage.contact(actor, 'Bob');
  await settle(kith, actor.accountId);
  await appendUnknownEvent(pool, actor, contact, { name: 'contact-renamed', version: 2 }, { name: 'Rob' });
  expect(await settle(kith, actor.accountId)).toEqual(kith.projections.map(() => 'waiting'));
  expect(await rowOf(actor.accountId)).toMatchObject({ name: 'Bob' });
  await expect(execute(kith, actor, editContact, { contact, name: 'Zoe' })).rejects.toThrow(Unavailable);
  // A page shows what there is, with its true position.
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

test('a command that needs an event of a newer release is unavailable, even if the event is projected', async () => {
  const { kith, pool } = stage;
  await release(kith);
  const actor = await stage.open();
  const contact = await stage.contact(actor, 'Bob');
  await appendUnknownEvent(pool, actor, contact);
  await settle(knowing(kith, 'contact-photographed'), actor.accountId);
  const edit = execute(kith, actor, editContact, { contact, seen: 3, name: 'Rob' });
  await expect(edit).rejects.toThrow(Unavailable);
});

test('after a rollback, the old release rebuilds its rows, and the next release rebuilds them again', async () => {
  const { kith, pool } = stage;
  const { accountId, contact, entityId } = await oldStream();
  await release(kith);
  await settle(kith, accountId);
  expect(await rowOf(accountId)).toMatchObject({ next_meeting_notes_html: html });

  await release(old);
  expect(await settle(kith, accountId)).toEqual(
    kith.projections.map(({ name }) => (name === 'contacts' ? 'waiting' : 'caught-up')),
  );
  expect(await settle(old, accountId)).toEqual(old.projections.map(() => 'caught-up'));
  expect(await cursorOf(kith, 'contacts', accountId)).toMatchObject({ version: 1, position: 4 });
  // A batch of an existing row, read with the new column, and of a new row without it.
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

test('connections of the old release survive a migration that adds a column', async () => {
  const { kith, pool } = stage;
  const { accountId, contact, entityId } = await oldStream();
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

test('if a release happens between reading and writing, the old worker writes nothing', async () => {
  const { kith, pool } = stage;
  const { accountId, contact, entityId } = await oldStream();
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

/** A command that reads nothing. */
function blind(subject: number, description: string) {
  return {
    name: 'describe',
    about: () => ({}),
    decide: () => [{ type: 'contact-description-changed', subject, payload: { description } }],
  };
}

/** A release that knows one more event type, without a handler for it. */
function knowing(kith: Engine, type: string): Engine {
  const { knows, upcast } = kith.eventTypes;
  const eventTypes: Engine['eventTypes'] = {
    ...kith.eventTypes,
    knows: (name, version) => name === type || knows(name, version),
    upcast: (name, version, payload) => (name === type ? payload : upcast(name, version, payload)),
  };
  return { ...kith, eventTypes, projections: kith.projections as readonly Projection[] };
}
