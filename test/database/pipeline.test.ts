import { createEnginePool, pipelineOf } from '../../src/database/pool';
import { createContact } from '../../src/domain/commands/create-contact';
import { execute } from '../../src/engine/deciding/execute';
import { untilBlocked, whileLocked } from '../support/hold';
import { until } from '../support/processes';
import { createStage, type Stage } from '../support/stage';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});
afterEach(() => stage.drop());

const number = async (n: number) => {
  const { rows } = await pipelineOf(stage.pool).query('select $1::integer as n', [n]);
  return rows[0].n;
};
const connections = async () => {
  const { rows } = await stage.pool.query(
    `select count(*)::integer as open from pg_stat_activity where datname = current_database()`,
  );
  return rows[0].open;
};

test('each statement gets its own answer, however many are pending', async () => {
  const numbers = Array.from({ length: 500 }, (_, n) => n);
  expect(await Promise.all(numbers.map(number))).toEqual(numbers);
});

test('a statement that fails does not affect the others', async () => {
  const numbers = Array.from({ length: 40 }, (_, n) => n);
  const answers = numbers.map((n) =>
    n % 10 === 5
      ? pipelineOf(stage.pool)
          .query('select 1 / 0')
          .then(String, (error) => error.code)
      : number(n),
  );
  expect(await Promise.all(answers)).toEqual(numbers.map((n) => (n % 10 === 5 ? '22012' : n)));
});

test('its connections have the engine’s settings: generic plans and timeouts', async () => {
  const { rows } = await pipelineOf(stage.pool).query(
    `select current_setting('plan_cache_mode') as plans, current_setting('statement_timeout') as timeout`,
  );
  expect(rows).toEqual([{ plans: 'force_generic_plan', timeout: '1min' }]);
});

test('after its connections broke, the next statement gets a new one', async () => {
  await Promise.all([1, 2, 3, 4].map(number));
  await stage.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`,
  );
  await until(() =>
    number(5).then(
      (n) => n === 5,
      () => false,
    ),
  );
});

test('a pool that ends closes its pipeline, and later statements are refused', async () => {
  const before = await connections();
  const pool = createEnginePool(stage.url);
  await pipelineOf(pool).query('select');
  await pool.query('select');
  expect(await connections()).toBe(before + 2);
  await pool.end();
  await until(async () => (await connections()) === before);
  await expect(pipelineOf(pool).query('select')).rejects.toThrow('ended');
});

test('commands on a locked stream wait; those on other streams do not', async () => {
  const { kith, pool } = stage;
  const held = await stage.open();
  const others = await Promise.all(Array.from({ length: 8 }, () => stage.open()));
  const create = (actor: typeof held) =>
    execute(kith, actor, createContact, { name: 'Bob', description: '' });
  const lock = 'select from streams where account_id = $1 for update';
  await whileLocked(pool, lock, [held.accountId], async (letGo) => {
    let isWaiting = true;
    const waiting = create(held).then((done) => {
      isWaiting = false;
      return done;
    });
    await untilBlocked(pool, 1);
    for (const done of await Promise.all(others.map(create))) expect(done.events).toBe(1);
    expect(isWaiting).toBe(true);
    await letGo();
    expect((await waiting).events).toBe(1);
  });
});
