import { openAccount } from '../../src/accounts/open-account';
import { createLog } from '../../src/base/log';
import { createKith } from '../../src/kith';
import { expectEqualToOracle } from '../oracle/compare';
import { bundled } from '../support/bundle';
import { createTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

test('fills a database with logs that commands could have produced, and projects them', async () => {
  const { code, stdout } = await load(['--accounts', '3', '--events', '400', '--seed', '5']);
  expect(stdout).toContain('Filled 3 accounts with 400 events');
  expect(code).toBe(0);
  const { rows } = await database.pool.query(
    'select account_id, head, (select count(*) from events e where e.account_id = s.account_id) as events from streams s order by 1',
  );
  expect(rows).toEqual([134, 133, 133].map((head, index) => ({ account_id: index + 1, head, events: head })));
  for (const { account_id } of rows) await expectEqualToOracle(database.pool, account_id);
});

test('the same seed invents the same logs', async () => {
  const names = async () => {
    const { rows } = await database.pool.query(
      `select payload ->> 'name' as name from events where payload ? 'name' order by position`,
    );
    return rows.map(({ name }) => name);
  };
  await load(['--accounts', '1', '--events', '60', '--seed', '7']);
  const first = await names();
  await database.drop();
  database = await createTestDatabase();
  await load(['--accounts', '1', '--events', '60', '--seed', '7']);
  expect(first.length).toBeGreaterThan(5);
  expect(await names()).toEqual(first);
});

test('does not change a database that has accounts, unless --add is given', async () => {
  const kith = createKith({ pool: database.pool, log: createLog('silent'), clock: () => new Date() });
  const bystander = { email: 'a@example.org', passwordHash: '-', timeZone: 'Europe/Berlin', locale: 'en' };
  await openAccount(kith, bystander);
  const refused = await load(['--accounts', '1', '--events', '10']);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('--add') });
  const count = 'select count(*)::integer as accounts from streams where head > 0';
  expect((await database.pool.query(count)).rows).toEqual([{ accounts: 1 }]);
  const added = await load(['--accounts', '1', '--events', '10', '--add']);
  expect(added.code).toBe(0);
  expect((await database.pool.query(count)).rows).toEqual([{ accounts: 2 }]);
  expect(await load(['--accounts', '1', '--events', '10', '--add'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--seed'),
  });
});

async function load(args: string[]) {
  const run = (await bundled('test/bench/load.ts'))(args, {
    DATABASE_URL: database.url,
    SESSION_SECRET: 's'.repeat(32),
  });
  const { code } = await run.exit;
  return { code, stdout: run.stdout, stderr: run.stderr };
}
