import { StartFailure } from '../../src/base/failure';
import { checkServer } from '../../src/database/reachable';
import { adminClient, createEmptyDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await createEmptyDatabase();
});
afterAll(() => database.drop());

function changed(change: (url: URL) => void): string {
  const url = new URL(database.url);
  change(url);
  return url.href;
}

async function failureAt(url: string): Promise<string> {
  const failure = await checkServer(url).catch((error) => error);
  expect(failure).toBeInstanceOf(StartFailure);
  expect(failure.lines).toHaveLength(1);
  expect(failure.message).not.toContain(new URL(url).password);
  return failure.message;
}

test('a reachable server', () => checkServer(database.url));

test('a port at which no server answers', async () => {
  const url = changed((url) => {
    url.port = '1';
  });
  expect(await failureAt(url)).toBe(
    'DATABASE_URL: no server is responding at 127.0.0.1:1. Start the server, or correct DATABASE_URL.',
  );
});

test('a host that does not exist', async () => {
  const url = changed((url) => {
    url.hostname = 'database.invalid';
  });
  expect(await failureAt(url)).toContain('there is no host named database.invalid');
});

test('a wrong password', async () => {
  const url = changed((url) => {
    url.password = 'hunter2';
  });
  expect(await failureAt(url)).toContain('rejected the user "kith" or the password');
});

test('a database that does not exist', async () => {
  const url = changed((url) => {
    url.pathname = '/nowhere';
  });
  expect(await failureAt(url)).toContain('has no database "nowhere"');
});

test('a server that is too old', async () => {
  const old = await createEmptyDatabase();
  // The real server, reporting a version before 14.
  await old.pool.query(`create schema old;
    create function old.current_setting(text) returns text language sql as
      $$ select case $1 when 'server_version_num' then '130016' else '13.16' end $$`);
  const name = new URL(old.url).pathname.slice(1);
  const admin = await adminClient();
  await admin.query(`alter database ${name} set search_path = old, pg_catalog`);
  await admin.end();
  expect(await failureAt(old.url)).toMatch(/is PostgreSQL 13\.16\. Kith needs 14 or newer: upgrade it/);
  await old.drop();
});
