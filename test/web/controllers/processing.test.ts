import { startWorker } from '../../../src/worker/start-worker';
import { startApp, type TestApp } from '../../support/app';
import { until } from '../../support/processes';
import type { Visitor } from '../../support/visitor';

let app: TestApp;
let accountId: number;
let visitor: Visitor;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

/** An account with the contact Ada, whose projections have caught up. No worker runs afterward. */
beforeEach(async () => {
  ({ accountId, visitor } = await app.signedIn());
  await visitor.submit(await visitor.get('/contacts/new'), '/contacts', { name: 'Ada' });
  await catchUp();
});

const submitAda = async (description: string) =>
  visitor.submit(await visitor.get('/contacts/Ada/edit?as_it_stands=1'), '/contacts/Ada', { description });

/** Runs a worker until all projections have caught up, except for `without` of them. */
async function catchUp(without = 0) {
  const worker = await startWorker(app, { cron: false });
  const caughtUp = `select from streams s where account_id = $1 and $2 <= (select count(*) from projection_cursors c
    where c.account_id = s.account_id and c.position = s.head)`;
  await until(
    async () => (await app.pool.query(caughtUp, [accountId, app.kith.projections.length - without])).rowCount,
  );
  await worker.stop();
}

const age = (seconds: number) =>
  app.pool.query(`update sessions set written_at = written_at - make_interval(secs => $1)`, [seconds]);

test('the next page after a change answers 202 and refreshes itself until it shows the change', async () => {
  const page = await submitAda('written now');
  expect(page.status).toBe(202);
  expect(page.html).toContain('http-equiv="refresh"');
  expect(page.text).toContain('Your change is saved');
  expect(page.text).not.toContain('Show the page anyway');
  expect(page.text).toMatch(/Ada *: *You changed “About”/);
  await catchUp();
  expect((await visitor.get(page.path)).text).toContain('written now');
});

test('another browser of the account sees the current page', async () => {
  await submitAda('written elsewhere');
  const other = app.visitor();
  const { rows } = await app.pool.query('select email from credentials where account_id = $1', [accountId]);
  await other.post('/sign-in', { email: rows[0].email, password: 'correct horse' });
  const page = await other.get('/contacts/Ada');
  expect(page.status).toBe(200);
  expect(page.text).not.toContain('written elsewhere');
});

test('after some seconds, the page says that no worker is running and offers to show the page anyway', async () => {
  await submitAda('waits for a worker');
  await age(6);
  const page = await visitor.get('/contacts/Ada?page=1');
  expect(page.status).toBe(202);
  expect(page.text).toContain('isn’t running right now');
  expect(page.text).toContain('You changed “About”');
  const asItStands = await visitor.get(page.links.find((link) => link.includes('as_it_stands'))!);
  expect(asItStands.status).toBe(200);
  expect(asItStands.text).not.toContain('waits for a worker');
});

test('a page that is out of date says so, and its links lead to pages that don’t wait, either', async () => {
  await submitAda('not shown yet');
  await age(6);
  const page = await visitor.get('/contacts?as_it_stands=1');
  expect(page.text).toContain('out of date');
  const sorting = page.links.find((link) => link.includes('sort=next-meeting'))!;
  expect((await visitor.get(`/contacts${sorting}`)).status).toBe(200);
  const ada = await visitor.get(page.links.find((link) => link.startsWith('/contacts/Ada'))!);
  expect(ada).toMatchObject({ status: 200, path: '/contacts/Ada?as_it_stands=1' });
  expect(ada.text).toContain('out of date');
  expect(ada.links).toContain('/contacts?as_it_stands=1');
  expect(ada.links).toContain('/contacts/Ada');
  await catchUp();
  const caughtUp = await visitor.get('/contacts/Ada?as_it_stands=1');
  expect(caughtUp.text).toMatch(/not shown yet/);
  expect(caughtUp.text).not.toContain('out of date');
});

test('a contact that was just added is not ready instead of unknown', async () => {
  await visitor.submit(await visitor.get('/contacts/new'), '/contacts', { name: 'Slow Sam' });
  const page = await visitor.get('/contacts/slow%20sam?as_it_stands=1');
  expect(page.status).toBe(202);
  expect(page.text).toMatch(/Slow Sam is saved, but the page isn’t ready yet/);
  expect(page.links).toContain('/contacts/slow%20sam');
  expect((await visitor.get('/contacts/Nobody?as_it_stands=1')).status).toBe(404);
  const stranger = (await app.signedIn()).visitor;
  expect((await stranger.get('/contacts/Slow%20Sam?as_it_stands=1')).status).toBe(404);
});

test('an empty form waits for nothing', async () => {
  await submitAda('not shown yet');
  const form = await visitor.get('/contacts/new');
  expect(form.status).toBe(200);
  expect(form.text).not.toContain('out of date');
  expect((await visitor.submit(form, '/contacts', { name: 'Eve' })).status).toBe(202);
});

test('the settings page waits for changes of settings, not of contacts', async () => {
  await submitAda('not shown yet');
  const form = await visitor.get('/settings');
  expect(form.status).toBe(200);
  const saved = await visitor.submit(form, '/settings', { morning_hour: '9' });
  expect(saved.status).toBe(202);
  await visitor.submit(await visitor.get('/contacts/new'), '/contacts', { name: 'Eve' });
  expect((await visitor.get('/settings')).status).toBe(202);
  await catchUp();
  expect((await visitor.get('/settings')).html).toMatch(/<option value="9" selected/);
});

test('with a parked projection the page says so immediately, and pages that don’t need it still work', async () => {
  await submitAda('will not be shown');
  await app.pool.query(
    `update projection_cursors set parked_at = now(), failures = 9, error = 'a fault', retry_at = null
      where account_id = $1 and projection = 'contacts'`,
    [accountId],
  );
  await catchUp(1);
  const page = await visitor.get('/contacts/Ada');
  expect(page.status).toBe(202);
  expect(page.text).toContain('something on our side needs fixing');
  expect((await visitor.get('/settings')).status).toBe(200);
});

test('a parked projection doesn’t prevent saving', async () => {
  const form = await visitor.get('/contacts/Ada/edit');
  await app.pool.query(
    `update projection_cursors set parked_at = now(), failures = 9, error = 'a fault', retry_at = null
      where account_id = $1`,
    [accountId],
  );
  const page = await visitor.submit(form, '/contacts/Ada', { description: 'saved all the same' });
  expect(page.status).toBe(202);
  const { rows } = await app.pool.query(
    `select payload ->> 'description' as description from events where account_id = $1 order by position desc limit 1`,
    [accountId],
  );
  expect(rows).toEqual([{ description: 'saved all the same' }]);
});

test('a command about a contact whose events can’t be folded answers 503 with its input; other accounts still work', async () => {
  const form = await visitor.get('/contacts/Ada/edit');
  const bystander = (await app.signedIn()).visitor;
  await makeUnfoldable();
  await app.pool.query(
    `update projection_cursors set parked_at = now(), failures = 9, error = 'a fault', retry_at = null
      where account_id = $1`,
    [accountId],
  );
  const worker = await startWorker(app, { cron: false });
  const page = await visitor.submit(form, '/contacts/Ada', { description: 'typed with care' });
  expect(page.status).toBe(503);
  expect(page.text).toContain('typed with care');
  const empty = await bystander.get('/contacts/new');
  await bystander.submit(empty, '/contacts', { name: 'Bystander' });
  await until(async () => (await bystander.get('/contacts/Bystander')).status === 200);
  await worker.stop();
  const { rows } = await app.pool.query('select head from streams where account_id = $1', [accountId]);
  expect(rows[0].head).toBe(3);
});

/** Appends an event of a version that this release doesn't know, as a newer release would. */
async function makeUnfoldable() {
  await app.pool.query(`insert into event_types (name, version, schema) values ('contact-created', 99, '{}')
    on conflict do nothing`);
  await app.pool.query(
    `with moved as (update streams set head = head + 1 where account_id = $1 returning head, last_at)
      insert into events (account_id, position, subject, event_type_id, entity_id, payload, created_at)
      select $1, head, (select contact from projected_contacts where account_id = $1 and name = 'Ada'), (select id from event_types where version = 99), 1, '{}', last_at from moved`,
    [accountId],
  );
}
