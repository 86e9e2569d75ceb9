import fc from 'fast-check';
import { inTransaction } from '../../src/database/transaction';
import { copyRows } from '../../src/projecting/copy-rows';
import type { Row, TableDefinition } from '../../src/projecting/define-projection';
import { isDataError } from '../../src/projecting/failure-record';
import { readAllRows, upsertRows } from '../../src/projecting/rows';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { runs } from '../support/runs';

const table: TableDefinition = { name: 'copied', key: ['word'] };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(`create table copied (
    account_id bigint, word text, said jsonb, day date, at timestamptz(3), number integer, yes boolean,
    primary key (account_id, word))`);
});
beforeEach(() => database.pool.query('truncate copied'));
afterAll(() => database.drop());

const copy = (accountId: number, rows: Row[], into = table) =>
  inTransaction(database.pool, (client) => copyRows(database.pool, client, accountId, into, rows));
const read = async (accountId: number) =>
  (await readAllRows(database.pool, accountId, table)).toSorted((a, b) => (a.word < b.word ? -1 : 1));

const row = (word: string, more: Row = {}): Row => ({
  word,
  said: null,
  day: '2026-11-21',
  at: new Date('2026-11-21T10:00:00.123Z'),
  number: null,
  yes: true,
  ...more,
});

test('whatever is copied in is as if it had been inserted from JSON', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc
      .array(fc.constantFrom('\\', '\\N', '\\.', '\n', '\r', '\t', '\b', '"', 'null', 'a', 'é', '😀'), {
        maxLength: 6,
      })
      .map((signs) => signs.join('')),
  );
  const clean = text.map((said) => said.replaceAll('\0', ''));
  const said = fc.oneof(
    clean,
    fc.integer(),
    fc.boolean(),
    fc.array(clean),
    fc.dictionary(clean, clean),
    fc.constant(null),
  );
  const rows = fc.uniqueArray(
    fc.record({ word: clean, said, number: fc.option(fc.integer({ max: 1000, min: -1000 })) }),
    {
      selector: ({ word }) => word,
      minLength: 1,
    },
  );
  const alike = fc.asyncProperty(rows, async (some) => {
    await database.pool.query('truncate copied');
    const whole = some.map(({ word, ...more }) => row(word, more));
    await copy(1, whole);
    await upsertRows(database.pool, 2, table, whole);
    expect(await read(1)).toEqual(await read(2));
    expect(await read(1)).toHaveLength(some.length);
  });
  await fc.assert(alike, runs(100));
});

test.each([
  ['a sign that no text holds', row('a\0')],
  ['half a character', row('a\ud800')],
  ['half a character in JSON', row('a', { said: ['\ud800'] })],
  ['a day that there is not', row('a', { day: '2026-02-30' })],
])(
  '%s is refused as rows are that the database cannot hold, and nothing is left behind',
  async (_, refused) => {
    await copy(2, [row('bystander')]);
    const error = await copy(1, [row('b'), refused]).catch((error) => error);
    expect(isDataError(error)).toBe(true);
    expect(await read(1)).toEqual([]);
    expect(await read(2)).toEqual([row('bystander')]);
    // The connection goes on to work.
    await copy(1, [row('b')]);
    expect(await read(1)).toEqual([row('b')]);
  },
);

test('a table with a list of values in a column is filled all the same', async () => {
  await database.pool.query(
    'create table listed (account_id bigint, word text, days date[], primary key (account_id, word))',
  );
  await copy(1, [{ word: 'a', days: ['2026-11-21'] }], { name: 'listed', key: ['word'] });
  const { rows } = await database.pool.query(`select days = '{2026-11-21}' as same from listed`);
  expect(rows).toEqual([{ same: true }]);
});

test('more than one message carries', async () => {
  const long = 'é\t'.repeat(100_000);
  await copy(1, [row('a', { said: [long] }), row('b')]);
  expect(await read(1)).toEqual([row('a', { said: [long] }), row('b')]);
});
