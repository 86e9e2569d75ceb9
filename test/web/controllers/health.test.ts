import { startApp, type TestApp } from '../../support/app';
import { adminClient } from '../../support/database';
import { until } from '../../support/processes';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

it('the health checks say that the process is up and ready', async () => {
  expect(await app.visitor().get('/healthz')).toMatchObject({ status: 200, html: 'up\n' });
  expect(await app.visitor().get('/readyz')).toMatchObject({ status: 200, html: 'ready\n' });
});

it('is not ready while the schema is older than the release', async () => {
  await app.pool.query('create table kept as select * from migrations');
  await app.pool.query('delete from migrations where id = (select max(id) from migrations)');
  expect(await app.visitor().get('/readyz')).toMatchObject({ status: 503 });
  expect(await app.visitor().get('/healthz')).toMatchObject({ status: 200 });
  await app.pool.query('insert into migrations select * from kept on conflict do nothing');
  await app.pool.query('drop table kept');
  expect(await app.visitor().get('/readyz')).toMatchObject({ status: 200 });
});

it.each([
  ['projections', 'version of a projection', `select name, version - 1 as version, replays from kept`],
  ['projections', 'projection', `select * from kept where name <> 'contacts'`],
  ['event_types', 'event type', `select * from kept where name <> 'contact-created' or version = 1`],
])('is not ready until the release step has written its %s: no such %s', async (table, _what, before) => {
  await app.pool.query(`alter table ${table} rename to kept`);
  await app.pool.query(`create view ${table} as ${before}`);
  expect(await app.visitor().get('/readyz')).toMatchObject({ status: 503 });
  await app.pool.query(`drop view ${table}`);
  await app.pool.query(`alter table kept rename to ${table}`);
  expect(await app.visitor().get('/readyz')).toMatchObject({ status: 200 });
});

it('stays ready while a newer release takes over', async () => {
  await app.pool.query('update projections set version = version + 1');
  await app.pool.query(
    `insert into event_types (name, version, schema) values ('contact-photographed', 1, '{}')`,
  );
  expect(await app.visitor().get('/readyz')).toMatchObject({ status: 200 });
  await app.pool.query('update projections set version = version - 1');
});

it('is not ready while the database is down, answers 503 with a clear page, and recovers', async () => {
  const { visitor } = await app.signedIn();
  const { rows } = await app.pool.query('select current_database() as name');
  const admin = await adminClient();
  await admin.query(`alter database ${rows[0].name} with allow_connections false`);
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()`,
    [rows[0].name],
  );
  try {
    expect((await app.visitor().get('/readyz')).status).toBe(503);
    expect((await app.visitor().get('/healthz')).status).toBe(200);
    const page = await visitor.get('/contacts', { follow: false });
    expect(page.status).toBe(503);
    expect(page.text).toContain('try again');
    expect((await app.visitor().get('/')).status).toBe(200);
  } finally {
    await admin.query(`alter database ${rows[0].name} with allow_connections true`);
    await admin.end();
  }
  expect((await app.visitor().get('/readyz')).status).toBe(200);
});

it('is not ready on a read-only server, such as one after a failover', async () => {
  const { rows } = await app.pool.query('select current_database() as name');
  const admin = await adminClient();
  const readOnly = async (on: boolean) => {
    await admin.query(`alter database ${rows[0].name} set default_transaction_read_only = ${on}`);
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      rows[0].name,
    ]);
  };
  const { visitor } = await app.signedIn();
  try {
    await readOnly(true);
    await until(async () => (await visitor.get('/', { follow: false })).status < 500);
    expect((await app.visitor().get('/readyz')).status).toBe(503);
  } finally {
    await readOnly(false);
    await admin.end();
  }
  await until(async () => (await app.visitor().get('/readyz')).status === 200);
});
