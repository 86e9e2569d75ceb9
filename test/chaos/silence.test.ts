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

/** Within so many milliseconds all goes on by itself. */
const seconds = 20_000;
let proxy: SilentProxy;
afterEach(async () => {
  await endWorkers();
  await proxy?.close();
});

describe('a web process whose connections die without a word', () => {
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

  it('writes again within seconds, when many requests were on their way', async () => {
    expect(await create('Before')).toBe(303);
    // As many connections as its pool has.
    const pages = Array.from({ length: 30 }, () => visitor.get('/contacts'));
    await Promise.all(pages);
    const died = performance.now();
    proxy.failOver();
    const statuses = await Promise.all(['Bob', 'Cem', 'Dora'].map(create));
    for (const status of statuses) expect([303, 503]).toContain(status);
    await until(async () => (await create('Emma')) === 303);
    expect(performance.now() - died).toBeLessThan(seconds);
    expect(await readiness()).toBe(200);
    const page = await visitor.get('/contacts');
    expect(page.text).toContain('Before');
    expect(page.text).toContain('Emma');
  });

  it('says that it is not ready while nothing can be written, and is again by itself', async () => {
    expect(await readiness()).toBe(200);
    proxy.silent = true;
    proxy.failOver();
    const asked = performance.now();
    expect(await readiness()).toBe(503);
    expect(performance.now() - asked).toBeLessThan(5_000);
    const written = create('Lost');
    expect(await readiness()).toBe(503);
    expect(await written).toBe(503);
    expect(performance.now() - asked).toBeLessThan(seconds);
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

  it('goes on by itself when its connections die without a word', async () => {
    proxy = await silentProxy(stage.url);
    const bystander = await stage.bystander();
    const actor = await stage.open();
    await workerProcess({ url: proxy.url });
    await untilCaughtUp(stage.kith);
    const died = performance.now();
    proxy.failOver();
    await execute(stage.kith, actor, createContact, { name: 'Bob', description: '' });
    await untilCaughtUp(stage.kith);
    expect(performance.now() - died).toBeLessThan(seconds);
    // The one before says nothing any more, but its end is open.
    await until(async () => (await presences()) >= 2);
    await expectEqualToOracle(stage.pool, actor.accountId);
    await bystander.unharmed();
  });

  it('that is frozen within its transaction is thrown out, and another one goes on', async () => {
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
    // A new name is another natural key: in the transaction of a rebuild, the old row goes before the new one comes.
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
    expect(performance.now() - froze).toBeLessThan(seconds);
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
