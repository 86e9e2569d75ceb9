import { createContact } from '../../src/domain/commands/create-contact';
import { editContact } from '../../src/domain/commands/edit-contact';
import { execute } from '../../src/engine/deciding/execute';
import { expectEqualToOracle } from '../oracle/compare';
import { startApp, type TestApp } from '../support/app';
import { bundled } from '../support/bundle';
import { until } from '../support/processes';
import { type SilentProxy, silentProxy } from '../support/silent-proxy';
import { createStage, type Stage } from '../support/stage';
import { Visitor } from '../support/visitor';
import { endWorkers, environment, untilCaughtUp, workerProcess } from '../support/workers';

jest.setTimeout(120_000);

/** How long recovery may take, in milliseconds. */
const recovery = 30_000;
let proxy: SilentProxy;
afterEach(async () => {
  await endWorkers();
  await proxy?.close();
});

describe('a web process whose connections die silently', () => {
  let app: TestApp;
  let address: string;
  let visitor: Visitor;
  const person = { email: 'ann@example.org', password: 'correct horse' };
  beforeEach(async () => {
    app = await startApp({ worker: true });
    await app.openAccount(person);
    proxy = await silentProxy(app.pool.options.connectionString!);
    const web = (await bundled('src/web.ts'))([], { ...environment(proxy.url), PORT: '0' });
    [, address] = (await web.says(/ready: (\S+)/)) as unknown as [string, string];
    visitor = new Visitor(address, {}, { looksAgain: true });
    await visitor.post('/sign-in', person, { follow: false });
  });
  afterEach(() => app.stop());

  const create = async (name: string) => {
    const { status } = await visitor.post('/contacts', { name, token: name }, { follow: false });
    return status;
  };
  const readiness = async () => (await fetch(`${address}/readyz`)).status;

  it('writes again within seconds, even if it had many connections', async () => {
    expect(await create('Before')).toBe(303);
    // As many connections as its pool has.
    const pages = Array.from({ length: 30 }, () => visitor.get('/contacts'));
    await Promise.all(pages);
    const died = performance.now();
    proxy.failOver();
    const statuses = await Promise.all(['Bob', 'Cem', 'Dora'].map(create));
    for (const status of statuses) expect([303, 503]).toContain(status);
    await until(async () => (await create('Emma')) === 303);
    expect(performance.now() - died).toBeLessThan(recovery);
    expect(await readiness()).toBe(200);
    const page = await visitor.get('/contacts');
    expect(page.text).toContain('Before');
    expect(page.text).toContain('Emma');
  });

  it('is not ready while nothing can be written, and recovers by itself', async () => {
    expect(await readiness()).toBe(200);
    proxy.silent = true;
    proxy.failOver();
    const began = performance.now();
    expect(await readiness()).toBe(503);
    expect(performance.now() - began).toBeLessThan(5_000);
    const written = create('Lost');
    expect(await readiness()).toBe(503);
    expect(await written).toBe(503);
    expect(performance.now() - began).toBeLessThan(recovery);
    proxy.silent = false;
    await until(async () => (await readiness()) === 200);
    await until(async () => (await create('Kept')) === 303);
  });
});

describe('a worker', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await createStage();
  });
  afterEach(() => stage.drop());

  it('recovers by itself when its connections die silently', async () => {
    proxy = await silentProxy(stage.url);
    const bystander = await stage.bystander();
    const actor = await stage.open();
    await workerProcess({ url: proxy.url });
    await untilCaughtUp(stage.kith);
    const died = performance.now();
    proxy.failOver();
    await execute(stage.kith, actor, createContact, { name: 'Bob', description: '' });
    await untilCaughtUp(stage.kith);
    expect(performance.now() - died).toBeLessThan(recovery);
    // The earlier presence is silent, but its connection to the server is still open.
    await until(async () => (await presences()) >= 2);
    await expectEqualToOracle(stage.pool, actor.accountId);
    await bystander.unharmed();
  });

  it('that is frozen within its transaction loses its connection, and another worker continues', async () => {
    const bystander = await stage.bystander();
    const actor = await stage.open();
    const other = await stage.open();
    await stage.pool.query(`
      create function linger() returns trigger language plpgsql as
        $$ begin perform pg_sleep(case when old.description = 'Slowly' then 2 else 0 end); return old; end $$;
      create trigger linger before delete on projected_contacts for each row execute function linger()`);
    const frozen = await workerProcess(stage);
    const { subject: contact } = await execute(stage.kith, actor, createContact, {
      name: 'Bob',
      description: 'Slowly',
    });
    await untilCaughtUp(stage.kith);
    // A new name is a new natural key: the transaction of a rebuild deletes the old row before it writes the new one.
    await stage.pool.query('update projection_cursors set replays = -1 where account_id = $1', [
      actor.accountId,
    ]);
    await execute(stage.kith, actor, editContact, { contact: contact!, name: 'Rob' });
    await until(() => isThere(`wait_event = 'PgSleep'`));
    frozen.child.kill('SIGSTOP');
    await until(() => isThere(`state = 'idle in transaction'`));
    const froze = performance.now();
    await workerProcess(stage);
    await execute(stage.kith, other, createContact, { name: 'Cem', description: '' });
    await untilCaughtUp(stage.kith);
    expect(performance.now() - froze).toBeLessThan(recovery);
    frozen.child.kill('SIGCONT');
    await execute(stage.kith, actor, createContact, { name: 'Dora', description: '' });
    await untilCaughtUp(stage.kith);
    for (const { accountId } of [actor, other]) await expectEqualToOracle(stage.pool, accountId);
    await bystander.unharmed();
    const { rows } = await stage.pool.query('select from projection_cursors where failures > 0');
    expect(rows).toEqual([]);
  });

  async function isThere(condition: string): Promise<boolean> {
    const { rows } = await stage.pool.query(
      `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and ${condition}`,
    );
    return rows.length > 0;
  }

  async function presences(): Promise<number> {
    const { rows } = await stage.pool.query<{ count: number }>(
      `select count(*) from pg_stat_activity where datname = current_database() and application_name = 'kith presence'`,
    );
    return rows[0]!.count;
  }
});
