import { createTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
const line = `insert into erasures (account_id, subject, entity_id, began_at) values ($1, $2, 1, now())`;
const mask = `update events set payload = '{"name": "-"}', masked = true where account_id = $1 and position = $2`;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(
    `insert into events (account_id, position, subject, event_type_id, entity_id, payload, created_at)
      select account, position, case when position > 1 then 2 end, 1, 1, '{"name": "Bob"}', now()
      from generate_series(1, 2) account, generate_series(1, 3) position`,
  );
});
afterAll(() => database.drop());

/** Runs the statements in a transaction that is rolled back, and returns the events that they masked. */
async function attempt(...statements: [string, unknown[]?][]): Promise<unknown[]> {
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    for (const [text, values] of statements) await client.query(text, values);
    const { rows } = await client.query('select account_id, position from events where masked order by 1, 2');
    return rows;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

const refused = expect.objectContaining({ code: '23001' });

test('an event can be masked if the ledger has a line about its subject', async () => {
  expect(await attempt([line, [1, 2]], [mask, [1, 3]])).toEqual([{ account_id: 1, position: 3 }]);
  expect(await attempt([line, [1, null]], [mask, [1, 1]])).toEqual([{ account_id: 1, position: 1 }]);
});

test.each<[string, [string, unknown[]?][]]>([
  ['masked without a line', [[mask, [1, 3]]]],
  [
    'masked with a line of another account',
    [
      [line, [2, 2]],
      [mask, [1, 3]],
    ],
  ],
  [
    'masked with a line about another subject',
    [
      [line, [1, 3]],
      [mask, [1, 3]],
    ],
  ],
  [
    'masked with a line about a contact if it is about the account as a whole',
    [
      [line, [1, 2]],
      [mask, [1, 1]],
    ],
  ],
  [
    'changed without being marked as masked',
    [
      [line, [1, 2]],
      [mask.replace(', masked = true', ''), [1, 3]],
    ],
  ],
  [
    'given another time',
    [
      [line, [1, 2]],
      [mask.replace('masked', "created_at = now() - interval '1 day', masked"), [1, 3]],
    ],
  ],
  [
    'given another subject',
    [
      [line, [1, 2]],
      [mask.replace('masked', 'subject = 3, masked'), [1, 3]],
    ],
  ],
  [
    'given another type',
    [
      [line, [1, 2]],
      [mask.replace('masked', 'event_type_id = 2, masked'), [1, 3]],
    ],
  ],
  ['deleted', [[line, [1, 2]], ['delete from events where account_id = 1']]],
  ['masked if the ledger is then emptied', [[line, [1, 2]], [mask, [1, 3]], ['delete from erasures']]],
  [
    'masked if the ledger is then rewritten',
    [[line, [1, 2]], [mask, [1, 3]], ['update erasures set subject = 9']],
  ],
])('an event cannot be %s', async (_, statements) => {
  await expect(attempt(...statements)).rejects.toEqual(refused);
  expect(await attempt()).toEqual([]);
});

test('a line of an earlier transaction allows masking its subject in steps, and nothing else', async () => {
  await database.pool.query(line, [1, 2]);
  expect(await attempt([mask, [1, 3]])).toEqual([{ account_id: 1, position: 3 }]);
  await expect(attempt([mask, [1, 1]])).rejects.toEqual(refused);
  await expect(attempt([mask, [2, 3]])).rejects.toEqual(refused);
  await expect(attempt([mask.replace(', masked = true', ''), [1, 3]])).rejects.toEqual(refused);
});

test('mask_events writes one line with the time at which the subject began, and masks nothing else', async () => {
  const call = `select mask_events($1, $2, 7, $3, array_fill('{}'::jsonb, array[3]), array_fill('{}'::jsonb, array[3]))`;
  const client = await database.pool.connect();
  await client.query('begin');
  const { rows } = await client.query(call, [2, 2, [1, 2, 3]]);
  await client.query(call, [2, 2, [1, 2, 3]]);
  const lines = await client.query(
    `select e.subject, e.entity_id, e.began_at = b.created_at as began from erasures e
      join events b on b.account_id = e.account_id and b.position = 2 where e.account_id = 2`,
  );
  const masked = await client.query('select account_id, position from events where masked order by 2');
  await client.query('rollback');
  client.release();
  expect(rows[0].mask_events).toBe(2);
  expect(lines.rows).toEqual([{ subject: 2, entity_id: 7, began: true }]);
  expect(masked.rows).toEqual([
    { account_id: 2, position: 2 },
    { account_id: 2, position: 3 },
  ]);
});
