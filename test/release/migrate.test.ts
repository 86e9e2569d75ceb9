import { StartFailure } from '../../src/base/failure';
import { createLog } from '../../src/base/log';
import { createKith } from '../../src/kith';
import { migrate, release } from '../../src/release/migrate';
import { adminClient, createEmptyDatabase, createTestDatabase, type TestDatabase } from '../support/database';

const log = createLog('silent');
let database: TestDatabase;
afterEach(() => database.drop());

test('concurrent release steps all succeed, and release once', async () => {
  database = await createEmptyDatabase();
  await Promise.all([migrate(database.url, log), migrate(database.url, log), migrate(database.url, log)]);
  const { rows } = await database.pool.query('select name, version from projections order by name');
  expect(rows).toContainEqual({ name: 'interactions', version: 1 });
  const { rows: entities } = await database.pool.query(`select name from entities where kind = 'system'`);
  expect(entities.filter(({ name }) => name === 'morning-email')).toHaveLength(1);
});

test('a database user that may not create tables causes a clear error', async () => {
  database = await createEmptyDatabase();
  const admin = await adminClient();
  const name = new URL(database.url).pathname.slice(1);
  await admin.query(`create role visitor_${name} login password 'secret'`);
  await admin.query(`grant connect on database ${name} to visitor_${name}`);
  const url = new URL(database.url);
  url.username = `visitor_${name}`;
  url.password = 'secret';
  const failure = await migrate(url.href, log).catch((error: unknown) => error);
  await admin.query(`drop owned by visitor_${name}; drop role visitor_${name}`);
  await admin.end();
  expect(failure).toBeInstanceOf(StartFailure);
  expect((failure as StartFailure).lines).toEqual([
    expect.stringMatching(/^DATABASE_URL: the user is not allowed to create tables\. Make it the owner/),
  ]);
});

test('a schema file that was changed after its release is refused, and nothing is written', async () => {
  database = await createTestDatabase();
  const kith = createKith({ pool: database.pool, log, clock: () => new Date() });
  const [first, ...others] = kith.eventTypes.schemas;
  const changed = { ...first!, schema: { ...first!.schema, description: 'Something else.' } };
  const eventTypes = { ...kith.eventTypes, schemas: [...others, changed] };
  const projections = kith.projections.map((one) => ({ ...one, version: one.version + 1 }));
  await expect(release({ ...kith, eventTypes, projections })).rejects.toThrow(/A released schema is frozen/);
  const { rows } = await database.pool.query('select version from projections where name = $1', ['accounts']);
  expect(rows).toEqual([{ version: kith.projections[0]!.version }]);
});
