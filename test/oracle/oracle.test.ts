import fc from 'fast-check';
import { asOf } from '../../src/projecting/as-of';
import { project } from '../../src/projecting/project';
import { rebuild } from '../../src/projecting/rebuild';
import { verifyStream } from '../../src/projecting/verify';
import { acts } from '../support/forms';
import { person } from '../support/person';
import { lived, lives } from '../support/random-life';
import { runs } from '../support/runs';
import { createStage, type Stage, settle } from '../support/stage';
import { expectAsOracle, expectEqualToOracle, expectSameRows } from './compare';
import { oracleOf } from './oracle';

jest.setTimeout(60_000 * Number(process.env.KITH_SOAK ?? 1));

let stage: Stage;
let now: Date;
beforeAll(async () => {
  stage = await createStage({ clock: () => now });
});
afterAll(() => stage.drop());

/** Somebody fills in a form, or the worker comes by for some of the projections. */
const steps = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: fc.record({ act: acts(), twice: fc.nat({ max: 9 }) }) },
    { weight: 1, arbitrary: fc.record({ projected: fc.nat({ max: 99 }) }) },
  ),
  { minLength: 1, maxLength: 60, size: 'max' },
);

test('whatever somebody does: live is as replayed, as of now, and as the oracle has it at any moment', async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const alike = fc.asyncProperty(steps, fc.array(fc.nat(), { maxLength: 3 }), async (taken, looks) => {
    now = new Date('2026-11-20T12:00:00Z');
    const actor = await stage.open();
    const { accountId } = actor;
    const somebody = person(kith, actor);
    for (const step of taken) {
      if ('projected' in step) {
        const some = kith.projections.filter((_, index) => (step.projected >> index) % 2 === 0);
        for (const one of some) await project(kith, one, accountId);
        continue;
      }
      now = new Date(now.getTime() + step.act.later * 60_000);
      const before = await headOf(accountId);
      const done = await somebody.does(step.act, { twice: step.twice === 0 });
      expect(await headOf(accountId)).toBe(before + (done?.events ?? 0));
    }
    expect(await settle(kith, accountId)).toEqual(kith.projections.map(() => 'dry'));
    await expectEqualToOracle(pool, accountId);
    await expectAsOfAsOracle(accountId, new Date('2100-01-01'));
    for (const look of looks) await expectAsOfAsOracle(accountId, await momentOf(accountId, look));
    for (const one of kith.projections) {
      expect(await verifyStream(kith, one, accountId)).toEqual(nothingFound);
    }
    await pool.query('update projection_cursors set replays = -1 where account_id = $1', [accountId]);
    for (const one of kith.projections) {
      expect(await rebuild(kith, one, accountId)).toMatchObject({ changed: 0 });
    }
  });
  await fc.assert(alike, runs(14));
  await bystander.unharmed();
});

const nothingFound = { waiting: 0, discrepancies: [], failing: [] };

async function headOf(accountId: number): Promise<number> {
  const { rows } = await stage.pool.query('select head from streams where account_id = $1', [accountId]);
  return rows[0].head;
}

/** When one of the stream's events happened. */
async function momentOf(accountId: number, number: number): Promise<Date> {
  const position = 1 + (number % (await headOf(accountId)));
  const { rows } = await stage.pool.query(
    'select created_at from events where account_id = $1 and position = $2',
    [accountId, position],
  );
  return rows[0].created_at;
}

async function expectAsOfAsOracle(accountId: number, moment: Date): Promise<void> {
  const { kith, pool } = stage;
  const { position, tables } = await asOf(kith, accountId, kith.projections, moment);
  const all = Object.values(tables);
  await expectAsOracle(pool, accountId, position, (name) =>
    all.find(({ definition }) => definition.name === name)!.finished(),
  );
}

test('in memory, too, the rows are as the oracle has them at any position', () => {
  const alike = fc.property(lives(80), fc.nat(), (life, number) => {
    const { stream } = lived(life);
    const upTo = 1 + (number % stream.head);
    for (const position of [upTo, stream.head]) {
      const tables = Object.values(stream.tables(position));
      const told = stream.events.slice(0, position).map((event) => ({ ...event, at: event.createdAt }));
      expectSameRows(oracleOf(told as never), (name) =>
        tables.find(({ definition }) => definition.name === name)!.finished(),
      );
    }
  });
  fc.assert(alike, runs(100));
});

test('the oracle sees a row that is not as the events have it', async () => {
  const { kith, pool } = stage;
  now = new Date('2026-11-20T12:00:00Z');
  const actor = await stage.open();
  await stage.contact(actor, 'Bob');
  await settle(kith, actor.accountId);
  await pool.query(`update projected_contacts set description = 'Not so' where account_id = $1`, [
    actor.accountId,
  ]);
  await expect(expectEqualToOracle(pool, actor.accountId)).rejects.toThrow('Not so');
  expect(await verifyStream(kith, kith.projections[1]!, actor.accountId)).toMatchObject({
    discrepancies: [{ rows: 1 }],
  });
});
