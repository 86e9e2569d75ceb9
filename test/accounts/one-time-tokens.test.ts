import { findToken, issueToken, tokenDigest, useToken } from '../../src/accounts/one-time-tokens';
import { createTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const now = new Date('2026-11-21T12:00:00Z');
const later = (hours: number) => new Date(now.getTime() + hours * 60 * 60 * 1000 - 1);

it('a token identifies its holder, for one purpose only', async () => {
  const { pool } = database;
  const digest = tokenDigest(await issueToken(pool, 'sign-up', { email: 'ada@example.org' }, now));
  await issueToken(pool, 'sign-up', { email: 'bystander@example.org' }, now);
  expect(await findToken(pool, 'password-reset', digest, now)).toBeUndefined();
  expect(await useToken(pool, 'password-reset', digest, now)).toBeUndefined();
  expect(await findToken(pool, 'sign-up', digest, now)).toEqual({
    email: 'ada@example.org',
    accountId: null,
  });
});

it('a token works once, even for concurrent requests', async () => {
  const { pool } = database;
  const digest = tokenDigest(await issueToken(pool, 'password-reset', { accountId: 7 }, now));
  const uses = await Promise.all([1, 2, 3].map(() => useToken(pool, 'password-reset', digest, now)));
  expect(uses.filter(Boolean)).toEqual([{ accountId: 7, email: null }]);
});

it.each([
  ['sign-up', 24],
  ['password-reset', 1],
] as const)('a token for %s lasts %i hours', async (purpose, hours) => {
  const { pool } = database;
  const digest = tokenDigest(await issueToken(pool, purpose, { accountId: 7 }, now));
  expect(await findToken(pool, purpose, digest, later(hours))).toBeDefined();
  expect(await findToken(pool, purpose, digest, new Date(later(hours).getTime() + 1))).toBeUndefined();
});
