import { systemClock } from '../../src/base/clock';
import { createLog } from '../../src/base/log';
import { createKith } from '../../src/kith';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { fill } from './fill';
import { naiveReplay } from './naive-replay';
import { emptyProjections } from './replay-process';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('the naive replay handles every event of every stream, and returns their number', async () => {
  const { pool } = database;
  const kith = createKith({ pool, log: createLog('silent'), clock: systemClock });
  const accounts = await fill(kith, { streams: [30, 50, 40, 60, 20, 30], seed: 1 });
  const interactions = async () =>
    (await pool.query('select * from projected_interactions order by account_id, interaction')).rows;
  const before = await interactions();
  await emptyProjections(kith);
  expect(await naiveReplay(kith, accounts)).toBe(230);
  expect(before.length).toBeGreaterThan(0);
  expect(await interactions()).toEqual(before);
});
