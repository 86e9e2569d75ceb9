import { project } from '../../src/projecting/project';
import { rebuild } from '../../src/projecting/rebuild';
import { verifyStream } from '../../src/projecting/verify';
import { createStage, type Stage, settle } from '../support/stage';
import { expectEqualToOracle } from './compare';
import { random, randomPerson, seed } from './random-person';

jest.setTimeout(60_000);

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.drop());

const chosen = seed();

test(`whatever somebody does, the projections are as the oracle has them (KITH_SEED=${chosen})`, async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const next = random(chosen);
  for (let people = 0; people < 6; people++) {
    const actor = await stage.open();
    const person = randomPerson(kith, actor, next);
    for (let acts = 0; acts < 80; acts++) {
      await person.act();
      // Some batches are of one event, some of dozens.
      if (next() < 0.05 * people)
        for (const one of kith.projections) await project(kith, one, actor.accountId);
    }
    expect(await settle(kith, actor.accountId)).toEqual(kith.projections.map(() => 'dry'));
    await expectEqualToOracle(pool, actor.accountId);
    for (const one of kith.projections) {
      expect(await verifyStream(kith, one, actor.accountId)).toEqual({
        waiting: 0,
        discrepancies: [],
        failing: [],
      });
    }
    await pool.query('update projection_cursors set replays = -1 where account_id = $1', [actor.accountId]);
    for (const one of kith.projections) {
      expect(await rebuild(kith, one, actor.accountId)).toMatchObject({ changed: 0 });
    }
  }
  await bystander.unharmed();
});

test('the oracle sees a row that is not as the events have it', async () => {
  const { kith, pool } = stage;
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
