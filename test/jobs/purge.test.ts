import type { JobHelpers } from 'graphile-worker';
import { purge } from '../../jobs/purge';
import { createTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const now = new Date('2026-11-21T12:00:00Z');

it('deletes expired rows only', async () => {
  const { pool } = database;
  await pool.query(`
    insert into sessions (sid, sess, expire) values
      ('expired', '{}', '2026-11-21T11:59:59Z'), ('valid', '{}', '2026-11-21T12:00:01Z');
    insert into one_time_tokens (digest, purpose, expires_at) values
      ('expired', 'sign-up', '2026-11-21T11:59:59Z'), ('valid', 'sign-up', '2026-11-21T12:00:01Z');
    insert into rate_limits (key, points, expire) values
      ('expired', 1, ${now.getTime() - 1}), ('valid', 1, ${now.getTime() + 1});
    insert into submissions (account_id, digest, head, created_at) values
      (1, 'expired', 1, '2026-10-22T11:59:59Z'), (1, 'valid', 1, '2026-10-22T12:00:01Z');
  `);
  await purge({ pool, clock: () => now })({}, {} as JobHelpers);
  const { rows } = await pool.query(`
    select 'sessions' as what, sid as which from sessions
    union all select 'tokens', encode(digest, 'escape') from one_time_tokens
    union all select 'limits', key from rate_limits
    union all select 'submissions', encode(digest, 'escape') from submissions
  `);
  expect(rows.map(({ what, which }) => `${what} ${which}`).sort()).toEqual([
    'limits valid',
    'sessions valid',
    'submissions valid',
    'tokens valid',
  ]);
});
