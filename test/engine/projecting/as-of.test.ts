import { createContact } from '../../../src/domain/commands/create-contact';
import { execute } from '../../../src/engine/deciding/execute';
import { asOf } from '../../../src/engine/projecting/as-of';
import { expectAsOracle } from '../../oracle/compare';
import { busyPerson } from '../../support/person';
import { seed } from '../../support/random';
import { createStage, type Stage } from '../../support/stage';

jest.setTimeout(60_000);

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.drop());

const chosen = seed();

test(`a view as of any moment equals the oracle's, and writes nothing (KITH_SEED=${chosen})`, async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const actor = await stage.open();
  const person = busyPerson(kith, actor, chosen);
  for (let acts = 0; acts < 120; acts++) await person.act();
  const { rows: events } = await pool.query<{ position: number; created_at: Date }>(
    'select position, created_at from events where account_id = $1 order by position',
    [actor.accountId],
  );
  const middle = events[Math.floor(events.length / 2)]!.created_at;
  const moments = [
    new Date(events[0]!.created_at.getTime() - 1),
    events[0]!.created_at,
    new Date(middle.getTime() - 1),
    middle,
    new Date(middle.getTime() + 1),
    events.at(-1)!.created_at,
    new Date('2100-01-01'),
  ];
  for (const moment of moments) {
    const happened = events.filter(({ created_at }) => created_at <= moment);
    const { position, tables } = await asOf(kith, actor.accountId, kith.projections, moment);
    expect(position).toBe(happened.at(-1)?.position ?? 0);
    const byTable = Object.fromEntries(
      Object.values(tables).map((table) => [table.definition.name, table.finished()]),
    );
    await expectAsOracle(pool, actor.accountId, position, (table) => byTable[table]!);
  }
  const { rows } = await pool.query('select from projection_cursors where account_id = $1', [
    actor.accountId,
  ]);
  expect(rows).toEqual([]);
  await bystander.unharmed();
});

test.each([1, 2, 3, 7, 8])('the position of a moment is found among %i events', async (count) => {
  const actor = await stage.open();
  const at = (minute: number) => new Date(Date.UTC(2100, 0, 1, 0, minute));
  for (let n = 1; n < count; n++)
    await execute(stage.kith, actor, createContact, { name: `No. ${n}` }, { at: at(n) });
  for (let n = 1; n < count; n++) {
    expect((await asOf(stage.kith, actor.accountId, [], at(n))).position).toBe(n + 1);
    expect((await asOf(stage.kith, actor.accountId, [], new Date(at(n).getTime() - 1))).position).toBe(n);
  }
  expect((await asOf(stage.kith, actor.accountId, [], at(99))).position).toBe(count);
});

test('a stream that does not exist has no past', async () => {
  expect((await asOf(stage.kith, 999_999, stage.kith.projections, new Date())).position).toBe(0);
});
