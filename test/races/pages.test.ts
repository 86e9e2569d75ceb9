import { editContact } from '../../src/domain/commands/edit-contact';
import { recordInteraction } from '../../src/domain/commands/record-interaction';
import { findContact } from '../../src/domain/projections/contact-queries';
import { contacts } from '../../src/domain/projections/contacts';
import { interactions, listInteractions } from '../../src/domain/projections/interactions';
import { execute } from '../../src/engine/deciding/execute';
import { type PageReader, readPage } from '../../src/engine/projecting/page';
import { holdBefore } from '../support/hold';
import { appendUnknownEvent } from '../support/newer-release';
import { projectionNamed } from '../support/projection-named';
import { createStage, project, type Stage, settle } from '../support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.drop());

async function twoContacts() {
  const actor = await stage.open();
  const contact = await stage.contact(actor, 'Bob');
  await settle(stage.kith, actor.accountId);
  const page = async (db: PageReader) => ({
    last: (await findContact(db, actor.accountId, 'Bob'))?.last_interacted_on,
    days: (await listInteractions(db, actor.accountId, contact)).map((row) => row.interacted_on),
  });
  const read = (written: number, options = {}) =>
    readPage(stage.kith, actor.accountId, [contacts, interactions], page, {
      written,
      patience: 0,
      ...options,
    });
  return { actor, contact, page, read };
}

test('a page with two projections is not ready while one lags behind the other', async () => {
  const { kith } = stage;
  const { actor, contact, read } = await twoContacts();
  await execute(kith, actor, recordInteraction, { contact, interacted_on: '2026-11-19' });
  // Another browser may still see the old page, which is consistent.
  expect(await read(0)).toEqual({ ready: true, behind: false, position: 2, value: { last: null, days: [] } });
  await project(kith, projectionNamed(kith, 'contacts'), actor.accountId);
  expect(await read(0)).toMatchObject({ ready: false, parked: [] });
  expect(await read(0, { asItStands: true })).toMatchObject({ ready: true, position: 2 });
  await settle(kith, actor.accountId);
  const whole = { last: '2026-11-19', days: ['2026-11-19'] };
  expect(await read(0)).toEqual({ ready: true, behind: false, position: 3, value: whole });
});

test('a page is consistent even if a worker commits after it has read the cursors and before it reads the rows', async () => {
  const { kith, pool } = stage;
  const { actor, contact, page } = await twoContacts();
  await execute(kith, actor, recordInteraction, { contact, interacted_on: '2026-11-19' });
  const held = holdBefore(pool, /from projected_contacts/);
  const reading = readPage({ ...kith, pool: held.pool }, actor.accountId, [contacts, interactions], page, {
    written: 0,
  });
  await held.reached;
  await settle(kith, actor.accountId);
  held.goOn();
  expect(await reading).toEqual({ ready: true, behind: false, position: 2, value: { last: null, days: [] } });
});

test('after a write, the next page is never stale: it waits, and then is not ready', async () => {
  const { kith } = stage;
  const { actor, contact, read } = await twoContacts();
  const { position } = await execute(kith, actor, recordInteraction, { contact });
  expect(await read(position)).toMatchObject({ ready: false });
  const waiting = read(position, { patience: 10_000 });
  await settle(kith, actor.accountId);
  expect(await waiting).toMatchObject({ ready: true, position, value: { days: ['2026-11-20'] } });
});

test('a page does not wait forever for a position beyond the head, from a database that was replaced', async () => {
  const { read } = await twoContacts();
  expect(await read(1_000_000)).toMatchObject({ ready: true, position: 2 });
});

test('a projection that waits for its rebuild is folded up to the position of the others', async () => {
  const { kith, pool } = stage;
  const { actor, contact, read } = await twoContacts();
  await execute(kith, actor, recordInteraction, { contact, interacted_on: '2026-11-19' });
  await pool.query(
    `update projection_cursors set version = 1 where projection = 'contacts' and account_id = $1`,
    [actor.accountId],
  );
  expect(await read(0)).toEqual({ ready: true, behind: false, position: 2, value: { last: null, days: [] } });
  await project(kith, projectionNamed(kith, 'interactions'), actor.accountId);
  const whole = { last: '2026-11-19', days: ['2026-11-19'] };
  expect(await read(3)).toEqual({ ready: true, behind: false, position: 3, value: whole });
});

test('a fold that stops at an event of a newer release shows its true position', async () => {
  const { kith, pool } = stage;
  const { actor, contact, read } = await twoContacts();
  await appendUnknownEvent(pool, actor, contact);
  await pool.query('update projection_cursors set version = version - 1 where account_id = $1', [
    actor.accountId,
  ]);
  expect(await read(0)).toMatchObject({ ready: false });
  expect(await read(0, { asItStands: true })).toMatchObject({ ready: true, position: 2 });
  await expect(execute(kith, actor, editContact, { contact, name: 'Rob' })).rejects.toThrow('newer release');
});

test('a fold in which a handler fails is shown up to that event, and the page says what is parked', async () => {
  const { kith, pool } = stage;
  const { actor, contact } = await twoContacts();
  await execute(kith, actor, recordInteraction, { contact, interacted_on: '2026-11-19' });
  await pool.query('update projection_cursors set version = version - 1 where account_id = $1', [
    actor.accountId,
  ]);
  const failing = {
    ...interactions,
    handlers: {
      'interaction-recorded': () => {
        throw new Error('Broken');
      },
    },
  };
  const count = async (db: PageReader) => (await listInteractions(db, actor.accountId, contact)).length;
  const read = (asItStands: boolean) =>
    readPage(kith, actor.accountId, [failing], count, { written: 0, asItStands });
  expect(await read(false)).toMatchObject({ ready: false, parked: ['interactions'] });
  expect(await read(true)).toEqual({ ready: true, behind: true, value: 0, position: 2 });
});
