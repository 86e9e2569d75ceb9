import { changeSettings } from '../../src/commands/change-settings';
import { createContact } from '../../src/commands/create-contact';
import type { Actor } from '../../src/deciding/execute';
import { execute } from '../../src/deciding/execute';
import { readAmongOthers } from '../../src/projecting/read-among-others';
import { projectionsOf, type Wanted } from '../../src/projecting/state';
import { createStage, type Stage, settle } from '../support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.drop());

const read = ({ accountId }: Actor, wanted: Wanted[], saw: { subject: number; seen: number } | null = null) =>
  readAmongOthers(stage.pool, accountId, projectionsOf(stage.kith, wanted), wanted, saw);

/** How many statements were sent while `work` ran. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const { pool } = stage;
  const query = pool.query.bind(pool) as (...all: unknown[]) => never;
  let statements = 0;
  pool.query = ((...all: unknown[]) => {
    statements++;
    return query(...all);
  }) as never;
  await work().finally(() => {
    pool.query = query as never;
  });
  return statements;
}

/** Somebody with Ann, at position 2, and as many events as `settings` says behind her. */
async function somebody(name: string, settings: string[]): Promise<Actor> {
  const actor = await stage.open();
  await execute(stage.kith, actor, createContact, { name, description: `Ann of ${actor.accountId}` });
  for (const time_zone of settings) await execute(stage.kith, actor, changeSettings, { time_zone });
  await settle(stage.kith, actor.accountId);
  return actor;
}

test('who reads at the same moment shares a statement, and gets the own rows, head and cursors alone', async () => {
  const bystander = await stage.bystander();
  const ann = await somebody('Ann', []);
  const bob = await somebody('Bob', ['Asia/Tokyo']);
  const cem = await somebody('Cem', ['Asia/Tokyo', 'Europe/Paris']);
  await execute(stage.kith, cem, createContact, { name: 'Dan' });
  let found: Awaited<ReturnType<typeof read>>[] = [];
  const statements = await statementsOf(async () => {
    found = await Promise.all([
      read(ann, [{ table: 'contacts', column: 'contact', values: [2] }], { subject: 2, seen: 1 }),
      read(bob, [{ table: 'contacts', column: 'name_key', values: ['ann', 'bob'] }], { subject: 2, seen: 2 }),
      read(cem, [
        { table: 'accounts', all: true },
        { table: 'contacts', column: 'contact', values: [99] },
      ]),
    ]);
  });
  expect(statements).toBe(1);
  const [ofAnn, ofBob, ofCem] = found;
  expect(ofAnn).toMatchObject({ head: 2, moved: true, rows: { contacts: [{ name: 'Ann', contact: 2 }] } });
  expect(ofBob).toMatchObject({ head: 3, moved: false, rows: { contacts: [{ name: 'Bob' }] } });
  expect(ofCem).toMatchObject({ head: 5, moved: false, rows: { accounts: [{ time_zone: 'Europe/Paris' }] } });
  expect(ofCem!.rows.contacts).toEqual([]);
  expect(ofAnn!.cursors.map(({ position }) => position)).toEqual([2]);
  expect(ofCem!.cursors.map(({ position }) => position)).toEqual([4, 4]);
  expect(Object.keys(ofAnn!.rows)).toEqual(['contacts']);
  await bystander.unharmed();
});

test('a row that is wanted in two ways comes, and an event about nobody counts for the account alone', async () => {
  const bob = await somebody('Bob', ['Asia/Tokyo']);
  const wanted: Wanted[] = [
    { table: 'contacts', column: 'contact', values: [2] },
    { table: 'contacts', column: 'name_key', values: ['bob'] },
  ];
  const [one, account] = await Promise.all([
    read(bob, wanted, { subject: 2, seen: 2 }),
    readAmongOthers(stage.pool, bob.accountId, [], [], { subject: null, seen: 2 }),
  ]);
  expect(new Set(one!.rows.contacts!.map(({ name }) => name))).toEqual(new Set(['Bob']));
  expect([one!.moved, account!.moved]).toEqual([false, true]);
});

test('what the database refuses of one, the others never learn of', async () => {
  const ann = await somebody('Ann', []);
  const bob = await somebody('Bob', []);
  const asked = [
    read(ann, [{ table: 'contacts', column: 'name_key', values: ['\u0000'] }]),
    read(bob, [{ table: 'contacts', column: 'name_key', values: ['bob'] }]),
  ];
  await expect(asked[0]).rejects.toThrow();
  expect(await asked[1]).toMatchObject({ rows: { contacts: [{ name: 'Bob' }] } });
});

test('a stream that is not there has no head', async () => {
  expect(await read({ accountId: 4711, entityId: 1 }, [])).toEqual({
    head: 0,
    moved: false,
    cursors: [],
    rows: {},
  });
});
