import { systemClock } from '../../src/base/clock';
import { createLog } from '../../src/base/log';
import { createKith } from '../../src/kith';
import { expectEqualToOracle } from '../oracle/compare';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { fill } from './fill';
import { withInteractions } from './invented-interactions';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('each contact gets the requested number of interactions, and other accounts do not change', async () => {
  const { pool } = database;
  const kith = createKith({ pool, log: createLog('silent'), clock: systemClock });
  const [bystander] = await fill(kith, { streams: [30], seed: 1 });
  const before = await countInteractions(bystander!);
  const [account] = await fill(kith, { ...withInteractions([3, 0, 1]), seed: 2 });
  expect(await countInteractions(account!)).toEqual([3, 0, 1]);
  expect(await countInteractions(bystander!)).toEqual(before);
  const { rows } = await pool.query('select head from streams where account_id = $1', [account]);
  expect(rows).toEqual([{ head: 8 }]);
  await expectEqualToOracle(pool, account!);
});

async function countInteractions(accountId: number): Promise<number[]> {
  const { rows } = await database.pool.query<{ count: number }>(
    `select count(i.interaction)::integer as count from projected_contacts c
      left join projected_interactions i using (account_id, contact)
      where c.account_id = $1 group by c.contact order by c.contact`,
    [accountId],
  );
  return rows.map(({ count }) => count);
}
