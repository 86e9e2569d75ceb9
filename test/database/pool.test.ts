import { createLog } from '../../src/base/log';
import { createEnginePool, createPool, patient } from '../../src/database/pool';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { whileLocked } from '../support/hold';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('positions are numbers, dates are strings and timestamps are Dates', async () => {
  const { rows } = await database.pool.query(
    `select 42::bigint as position, date '2026-03-29' as day, timestamptz '2026-03-29 01:30Z' as moment, 1.5::numeric as other`,
  );
  const moment = new Date('2026-03-29T01:30:00Z');
  expect(rows).toEqual([{ position: 42, day: '2026-03-29', moment, other: '1.5' }]);
});

test('a number that is too large to be exact is refused, not rounded', async () => {
  await expect(database.pool.query('select 9007199254740993::bigint')).rejects.toThrow('beyond 2^53');
});

test('a connection that breaks is logged, unless the pool is ending', async () => {
  const log = createLog('silent');
  const warn = jest.spyOn(log, 'warn');
  const pool = createPool(database.url, { log, max: 1 });
  await pool.query('select');
  const broken = new Error('terminating connection');
  pool.emit('error', broken, undefined as never);
  expect(warn).toHaveBeenCalledTimes(1);
  const ended = pool.end();
  pool.emit('error', broken, undefined as never);
  await ended;
  expect(warn).toHaveBeenCalledTimes(1);
});

test('a cloned database has the tables of the template and is separate from other clones', async () => {
  const other = await createTestDatabase();
  await other.pool.query(`insert into entities (kind, name) values ('system', 'import')`);
  const count = `select count(*) from entities where name = 'import'`;
  expect((await database.pool.query(count)).rows).toEqual([{ count: 0 }]);
  expect((await other.pool.query(count)).rows).toEqual([{ count: 1 }]);
  await other.drop();
});

test.each([
  ['the engine', createEnginePool, undefined, ['force_generic_plan', 'off', '1min', '5s', '10s']],
  ['a replay', createEnginePool, patient, ['force_generic_plan', 'off', '0', '0', '1min']],
  ['a command of an operator', createPool, undefined, ['auto', 'on', '0', '0', '0']],
])('sessions of %s have the right planning and timeouts', async (_whose, create, settings, wanted) => {
  const pool = create(database.url, { max: 1, settings });
  const { rows } = await pool.query(
    `select current_setting(name) as value from unnest(array['plan_cache_mode', 'enable_seqscan', 'statement_timeout',
      'lock_timeout', 'idle_in_transaction_session_timeout']) name`,
  );
  expect(rows.map(({ value }) => value)).toEqual(wanted);
  await pool.end();
});

test('a statement that is running, or that waits for a lock, may take as long as it needs', async () => {
  const log = createLog('silent');
  const warn = jest.spyOn(log, 'warn');
  const pool = createPool(database.url, { log });
  const lock = 'select pg_advisory_xact_lock(1)';
  const [slept] = await whileLocked(database.pool, lock, [], async (letGo) => {
    const waiting = pool.query(lock);
    const sleeping = await pool.query(`select 'slept' as slept from pg_sleep(4.5)`);
    await letGo();
    await waiting;
    return sleeping.rows;
  });
  expect(slept).toEqual({ slept: 'slept' });
  expect(warn).not.toHaveBeenCalled();
  await pool.end();
});
