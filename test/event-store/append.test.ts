import pg from 'pg';
import { createContact } from '../../src/domain/commands/create-contact';
import { editContact } from '../../src/domain/commands/edit-contact';
import { execute } from '../../src/engine/deciding/execute';
import { append } from '../../src/event-store/append';
import type { NewEvent } from '../../src/event-store/define-event';
import { InvalidPayload } from '../../src/event-store/event-types';
import { contactCreated, contactDescriptionChanged, contactRenamed } from '../support/happened';
import { createStage, type Stage } from '../support/stage';

let stage: Stage;
let bystander: Awaited<ReturnType<Stage['bystander']>>;
let actor: Awaited<ReturnType<Stage['open']>>;
beforeAll(async () => {
  stage = await createStage();
  bystander = await stage.bystander();
});
beforeEach(async () => {
  actor = await stage.open();
});
afterEach(() => bystander.unharmed());
afterAll(() => stage.drop());

const put = (head: number, events: NewEvent[], more = {}) =>
  append(stage.kith, { ...actor, head, events, ...more });

async function log() {
  const { rows } = await stage.pool.query(
    `select e.position, e.subject, t.name as type, t.version, e.entity_id, e.metadata, e.payload, e.created_at
      from events e join event_types t on t.id = e.event_type_id where account_id = $1 order by position`,
    [actor.accountId],
  );
  return rows;
}

test('the events of an append follow the head, in order, each with its subject and version', async () => {
  const appended = await put(1, [
    contactCreated('Bob'),
    contactDescriptionChanged(2, 'Sings.'),
    contactCreated('Rob'),
  ]);
  expect(appended).toMatchObject({ kind: 'appended', head: 4 });
  expect((await log()).slice(1)).toMatchObject([
    { position: 2, subject: 2, type: 'contact-created', version: 3, payload: contactCreated('Bob').payload },
    { position: 3, subject: 2, type: 'contact-description-changed', payload: { description: 'Sings.' } },
    { position: 4, subject: 4, type: 'contact-created' },
  ]);
});

test('every event says who triggered it, when and why', async () => {
  const { rows } = await stage.pool.query('select clock_timestamp() as before');
  const metadata = { request: 'r-1', cause: 1 };
  await execute(stage.kith, actor, createContact, { name: 'Bob' }, { metadata });
  const changes = { contact: 2, name: 'Rob', description: 'Sings.' };
  await execute(stage.kith, actor, editContact, changes, { metadata: { job: 'j-1' } });
  const [, created, ...edited] = await log();
  const who = { entity_id: actor.entityId };
  expect(created).toMatchObject({
    ...who,
    metadata: { command: 'create-contact', request: 'r-1', cause: 1 },
  });
  expect(edited).toMatchObject([
    { ...who, metadata: { command: 'edit-contact', job: 'j-1' } },
    { ...who, metadata: { command: 'edit-contact', job: 'j-1' } },
  ]);
  expect(created.created_at.getTime()).toBeGreaterThanOrEqual(rows[0].before.getTime() - 1);
  expect(created.created_at.getTime()).toBeLessThanOrEqual(edited[0].created_at.getTime());
  const entities = await stage.pool.query('select kind, account_id from entities where id = $1', [
    actor.entityId,
  ]);
  expect(entities.rows).toEqual([{ kind: 'account', account_id: actor.accountId }]);
});

test('an append at an old head is a lost race: nothing is stored, and no position is used up', async () => {
  await put(1, [contactCreated('Bob')]);
  expect(await put(1, [contactCreated('Rob')])).toEqual({ kind: 'lost-race' });
  expect(await put(7, [contactCreated('Rob')])).toEqual({ kind: 'lost-race' });
  expect(await put(2, [contactCreated('Ann')])).toMatchObject({ kind: 'appended', head: 3 });
  expect((await log()).map(({ position, payload }) => [position, payload.name])).toEqual([
    [1, undefined],
    [2, 'Bob'],
    [3, 'Ann'],
  ]);
});

test('with one invalid payload, none of the events is stored, and no position is used up', async () => {
  const wrong = { type: 'contact-created', subject: 'itself' as const, payload: { name: '' } };
  await expect(put(1, [contactCreated('Bob'), wrong])).rejects.toThrow(InvalidPayload);
  expect(await put(1, [contactCreated('Ann')])).toMatchObject({ kind: 'appended', head: 2 });
  expect(await log()).toHaveLength(2);
});

test('an append that the database refuses stores none of its events', async () => {
  const nul = contactDescriptionChanged(2, 'a\0b'); // no schema forbids it, but jsonb can't store it
  await expect(put(1, [contactCreated('Bob'), nul])).rejects.toThrow();
  expect(await log()).toHaveLength(1);
});

test('created_at never runs backwards, whatever time an append names', async () => {
  const [opened] = await log();
  await put(1, [contactCreated('Bob')], { at: new Date('2001-01-01T00:00:00Z') });
  const future = new Date('2050-01-01T00:00:00.123Z');
  await put(2, [contactRenamed(2, 'Rob')], { at: future });
  await put(3, [contactRenamed(2, 'Bob')]);
  const times = (await log()).map(({ created_at }) => created_at);
  expect(times).toEqual([opened.created_at, opened.created_at, future, future]);
});

describe('events cannot be changed', () => {
  const attempts = [
    `update events set payload = '{}'`,
    'delete from events',
    'truncate events',
    'truncate events, streams cascade',
    `insert into events overriding system value select * from events limit 1
      on conflict (account_id, position) do update set payload = excluded.payload`,
    `merge into events e using events o on e.id = o.id when matched then delete`,
    'delete from event_types',
    'truncate event_types',
  ];
  const everything = 'select * from events order by account_id, position';

  test.each(attempts)('by the application’s own role, which owns the table: %s', async (sql) => {
    const { rows: owner } = await stage.pool.query(
      `select tableowner = current_user as mine from pg_tables where tablename = 'events'`,
    );
    expect(owner).toEqual([{ mine: true }]);
    const before = await stage.pool.query(everything);
    await expect(stage.pool.query(sql)).rejects.toMatchObject({ code: '23001' });
    expect((await stage.pool.query(everything)).rows).toEqual(before.rows);
  });

  test('by a superuser', async () => {
    const address = new URL(process.env.KITH_TEST_SERVER!);
    address.pathname = new URL(stage.url).pathname;
    const admin = new pg.Client({ connectionString: address.href });
    await admin.connect();
    try {
      for (const sql of attempts) await expect(admin.query(sql)).rejects.toMatchObject({ code: '23001' });
    } finally {
      await admin.end();
    }
  });
});
