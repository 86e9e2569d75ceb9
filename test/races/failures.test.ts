import { createContact } from '../../src/domain/commands/create-contact';
import { editContact } from '../../src/domain/commands/edit-contact';
import { contacts } from '../../src/domain/projections/contacts';
import { execute } from '../../src/engine/deciding/execute';
import { Unavailable } from '../../src/engine/deciding/refusal';
import type { Projection } from '../../src/engine/projecting/define-projection';
import type { Engine } from '../../src/engine/projecting/engine';
import { retryParked } from '../../src/engine/projecting/status';
import { expectEqualToOracle } from '../oracle/compare';
import { oracle } from '../oracle/oracle';
import { holdBefore } from '../support/hold';
import { projectionNamed } from '../support/projection-named';
import { createStage, cursorOf, project, rebuild, type Stage, settle } from '../support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.drop());

/** The contacts projection, with a handler that fails at this description. */
function failingAt(description: string): Projection {
  const handlers: Projection['handlers'] = { ...(contacts as unknown as Projection).handlers };
  const changed = handlers['contact-description-changed'] as (tables: unknown, event: unknown) => void;
  return {
    ...(contacts as unknown as Projection),
    handlers: {
      ...handlers,
      'contact-description-changed': ((tables: unknown, event: { payload: { description: string } }) => {
        if (event.payload.description === description) throw new TypeError('Cannot read "a secret"');
        changed(tables, event);
      }) as never,
    },
  };
}

function engineWith(projection: Projection, retryPauses: number[]): Engine {
  const projections = stage.kith.projections.map((one) => (one.name === projection.name ? projection : one));
  return { ...stage.kith, projections, retryPauses };
}

async function poisoned() {
  const actor = await stage.open();
  const contact = await stage.contact(actor, 'Bob');
  await execute(stage.kith, actor, editContact, { contact, description: 'Fine' });
  await execute(stage.kith, actor, editContact, { contact, description: 'Poison' });
  await execute(stage.kith, actor, editContact, { contact, description: 'After it' });
  return { actor, contact, accountId: actor.accountId, poison: 4 };
}

async function endPause(accountId: number): Promise<void> {
  await stage.pool.query('update projection_cursors set retry_at = now() where account_id = $1', [accountId]);
}

test('a handler that throws parks its projection in that stream alone, after its pauses; a fixed one catches up', async () => {
  const { kith, pool } = stage;
  const broken = engineWith(failingAt('Poison'), [60_000, 60_000]);
  const bystander = await stage.bystander();
  const { actor, contact, accountId, poison } = await poisoned();
  const failing = projectionNamed(broken, 'contacts');

  expect(await project(broken, failing, accountId)).toMatchObject({ kind: 'failed' });
  await expectEqualTo(accountId, poison - 1);
  await endPause(accountId);
  expect(await project(broken, failing, accountId)).toMatchObject({ kind: 'failed' });
  await endPause(accountId);
  expect(await project(broken, failing, accountId)).toEqual({ kind: 'parked' });
  const cursor = await cursorOf(kith, 'contacts', accountId);
  expect(cursor).toMatchObject({ position: poison - 1, failed_position: poison, failures: 3 });
  expect(cursor.error).toMatch(/^TypeError: Cannot read "…"/);

  // The other projections of the stream continue, and so do the other streams.
  expect(await settle(broken, accountId)).toEqual(
    broken.projections.map(({ name }) => (name === 'contacts' ? 'parked' : 'caught-up')),
  );
  await bystander.unharmed();
  // Only a command about that contact is unavailable.
  await expect(execute(broken, actor, editContact, { contact, name: 'Rob' })).rejects.toThrow(Unavailable);
  const { subject: ann } = await execute(broken, actor, createContact, { name: 'Ann' });
  expect(await execute(broken, actor, editContact, { contact: ann!, name: 'Bea' })).toMatchObject({
    events: 1,
  });

  expect(await retryParked(kith.pool, 'projection', ['accounts', 'interactions'])).toBe(0);
  expect(await settle(kith, accountId)).toEqual(
    kith.projections.map(({ name }) => (name === 'contacts' ? 'parked' : 'caught-up')),
  );
  expect(await retryParked(kith.pool, 'projection', ['contacts'])).toBe(1);
  expect(await settle(kith, accountId)).toEqual(kith.projections.map(() => 'caught-up'));
  expect(await cursorOf(kith, 'contacts', accountId)).toMatchObject({ failures: 0, error: null });
  await expectEqualToOracle(pool, accountId);
});

test('a rebuild brings a parked projection up to date', async () => {
  const { kith, pool } = stage;
  const broken = engineWith(failingAt('Poison'), []);
  const { accountId } = await poisoned();
  expect(await project(broken, projectionNamed(broken, 'contacts'), accountId)).toEqual({ kind: 'parked' });
  await pool.query(`update projection_cursors set replays = -1 where account_id = $1`, [accountId]);
  await settle(kith, accountId);
  expect(await cursorOf(kith, 'contacts', accountId)).toMatchObject({ position: 5, parked_at: null });
  await expectEqualToOracle(pool, accountId);
});

test('concurrent wake-ups that fail count once, so that no pause is skipped', async () => {
  const { kith } = stage;
  const broken = engineWith(failingAt('Poison'), [60_000, 60_000]);
  const { accountId } = await poisoned();
  const failing = projectionNamed(broken, 'contacts');
  const wakeUps = Array.from({ length: 8 }, () => project(broken, failing, accountId));
  expect((await Promise.all(wakeUps)).map(({ kind }) => kind)).toEqual(Array(8).fill('failed'));
  expect(await cursorOf(kith, 'contacts', accountId)).toMatchObject({ failures: 1, parked_at: null });
});

test('rows that the database refuses park the projection at their event; earlier rows are written', async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const { accountId, poison } = await poisoned();
  const refused: Projection = {
    ...(contacts as unknown as Projection),
    tables: {
      ...contacts.tables,
      contacts: {
        ...contacts.tables.contacts,
        finish: (row) =>
          contacts.tables.contacts.finish!(
            row.description === 'Poison' || row.description === 'After it' ? { ...row, name: null! } : row,
          ),
      },
    },
  };
  const broken = engineWith(refused, []);
  expect(await project(broken, refused, accountId)).toEqual({ kind: 'parked' });
  expect(await cursorOf(kith, 'contacts', accountId)).toMatchObject({
    position: poison - 1,
    failed_position: poison,
    error: expect.stringMatching(/23502/),
  });
  await expectEqualTo(accountId, poison - 1);
  // A rebuild stops there as well, and does not loop forever.
  await pool.query(`update projection_cursors set replays = -1 where account_id = $1`, [accountId]);
  expect(await project(broken, refused, accountId)).toEqual({ kind: 'parked' });
  await expectEqualTo(accountId, poison - 1);
  await bystander.unharmed();
});

test('a poison event that arrives between the fold and the lock of a rebuild does not break the replay', async () => {
  const { kith, pool } = stage;
  const broken = engineWith(failingAt('Poison'), []);
  const actor = await stage.open();
  const contact = await stage.contact(actor, 'Bob');
  await settle(kith, actor.accountId);
  await pool.query('update projection_cursors set replays = -1 where account_id = $1', [actor.accountId]);
  const held = holdBefore(pool, /^begin/);
  const rebuilding = rebuild(
    { ...broken, pool: held.pool },
    projectionNamed(broken, 'contacts'),
    actor.accountId,
  );
  await held.reached;
  await execute(kith, actor, editContact, { contact, description: 'Fine' });
  await execute(kith, actor, editContact, { contact, description: 'Poison' });
  held.goOn();
  expect(await rebuilding).toMatchObject({ events: 3 });
  await expectEqualTo(actor.accountId, 3);
});

/** Expects that the contacts' rows equal the oracle's at this position. */
async function expectEqualTo(accountId: number, position: number) {
  const { kith, pool } = stage;
  expect(await cursorOf(kith, 'contacts', accountId)).toMatchObject({ position });
  const { rows } = await pool.query('select description from projected_contacts where account_id = $1', [
    accountId,
  ]);
  const expected = (await oracle(pool, accountId, position)).projected_contacts!;
  expect(rows).toEqual(expected.map(({ description }) => ({ description })));
}
