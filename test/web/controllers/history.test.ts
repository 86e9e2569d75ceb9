import { systemEntityId } from '../../../src/domain/system-entities';
import { append } from '../../../src/event-store/append';
import { startApp, type TestApp } from '../../support/app';
import { appendStored } from '../../support/stored-event';
import type { Page, Visitor } from '../../support/visitor';

let app: TestApp;
let accountId: number;
let visitor: Visitor;

beforeAll(async () => {
  app = await startApp({ worker: true });
});
afterAll(() => app.stop());
beforeEach(async () => {
  ({ accountId, visitor } = await app.signedIn());
  await add({ name: 'Bystander', description: 'stands by' });
});

const add = async (fields: Record<string, string>): Promise<Page> =>
  visitor.submit(await visitor.get('/contacts/new'), '/contacts', fields);

const edit = async (name: string, fields: Record<string, string>) =>
  visitor.submit(await visitor.get(`/contacts/${name}/edit`), `/contacts/${name}`, fields);

const head = async () =>
  (await app.pool.query('select head from streams where account_id = $1', [accountId])).rows[0].head;

test('a contact’s history describes every change, newest first, with before and after', async () => {
  const page = await add({ name: 'Bob', description: 'Paints trees' });
  await visitor.submit(page, /interactions$/, { interacted_on: '2026-01-02', description: 'Coffee' });
  await edit('Bob', { description: 'Paints happy trees', name: 'Rob' });
  const history = await visitor.get('/contacts/Rob/history');
  expect(history.status).toBe(200);
  expect(history.text).toMatch(
    /You changed “About”.*You changed the name.*You recorded a conversation on Friday,? 2 January 2026.*Coffee.*You added Bob.*Paints trees/,
  );
  expect(history.html).toMatch(/Paints <ins>happy <\/ins>trees/);
  expect(history.html).toMatch(/<del>Bob<\/del><ins>Rob<\/ins>/);
  expect(history.text).toMatch(/Command\s+edit-contact/);
  expect(history.text).not.toContain('stands by');
  expect((await visitor.get('/contacts/Bob/history')).path).toBe('/contacts/Rob/history');
  expect((await visitor.get('/contacts/Rob')).links).toContain('/contacts/Rob/history');
});

test('what Kith did is shown as done by Kith, with the reason', async () => {
  await add({ name: 'Bob' });
  const contact = await head();
  await append(app.kith, {
    accountId,
    entityId: await systemEntityId(app.pool, 'morning-email'),
    head: contact,
    events: [
      {
        type: 'meeting-notes-email-missed',
        subject: contact,
        payload: { meeting: 99, meeting_on: '2026-11-01', reason: 'day-over' },
      },
    ],
    metadata: { job: 'job 7', reason: 'The day was over.' },
  });
  const history = await visitor.get('/contacts/Bob/history');
  expect(history.text).toMatch(
    /didn’t email you the notes.*: the day was over.*Kith, .*By morning-email.*The day was over\..*job 7/,
  );
});

test('a deleted contact’s history is linked from its page and from the list', async () => {
  const page = await add({ name: 'Bob', description: 'gone but known' });
  await visitor.submit(page, '/contacts/Bob/deletion');
  const link = (await visitor.get('/contacts/Bob')).links.find((one) => one.endsWith('/history'))!;
  expect((await visitor.get('/deleted-contacts')).links).toContain(link);
  const history = await visitor.get(link);
  expect(history.text).toMatch(/You deleted this contact.*You added Bob.*gone but known/);
});

test('the account’s history has everything, in pages by position', async () => {
  await visitor.submit(await visitor.get('/settings'), '/settings', { morning_hour: '5' });
  for (let n = 1; n <= 48; n++) await visitor.post('/contacts', { name: `No. ${n}` }, { follow: false });
  const first = await visitor.get('/history');
  expect(first.text).toContain('You added No. 48');
  expect(first.text).toContain('You changed your settings');
  expect(first.text).not.toContain('You created your account');
  expect(first.links).toContain('/contacts/No.%2048/history');
  const older = first.links.find((link) => link.startsWith('/history?before='))!;
  const second = await visitor.get(older);
  expect(second.text).toContain('You created your account');
  expect(second.text).not.toContain('No. ');
  expect(second.links).not.toContain(older);
  expect((await visitor.get('/history?before=nonsense')).status).toBe(200);
  expect((await visitor.get('/history?before=1')).text).toContain('nothing older');
});

test('markup in what people write is escaped', async () => {
  await add({ name: '<b>Bob</b>', description: '<script>alert(1)</script>' });
  const history = await visitor.get('/history');
  expect(history.html).not.toMatch(/<b>|<script>/);
  expect(history.text).toContain('<b>Bob</b>');
});

describe('undoing', () => {
  test('the last change is undone with related changes, and the undo can be undone', async () => {
    await add({ name: 'Bob', description: 'Paints' });
    await edit('Bob', { name: 'Rob', description: 'Sings' });
    const undone = await visitor.submit(await visitor.get('/contacts/Rob/history'), /undoing$/);
    expect(undone).toMatchObject({ status: 200, path: '/contacts/Bob/history' });
    expect(undone.text).toContain('Undo ·');
    expect((await visitor.get('/contacts/Bob')).text).toContain('Paints');
    const again = await visitor.submit(undone, /undoing$/);
    expect(again.path).toBe('/contacts/Rob/history');
    expect((await visitor.get('/contacts/Rob')).text).toContain('Sings');
  });

  test('clicking twice undoes once', async () => {
    await add({ name: 'Bob', description: 'Paints' });
    await edit('Bob', { description: 'Sings' });
    const before = await head();
    const history = await visitor.get('/contacts/Bob/history');
    await Promise.all([1, 2].map(() => visitor.submit(history, /undoing$/)));
    expect(await head()).toBe(before + 1);
  });

  test('is refused, with the reason, if the same thing was changed since', async () => {
    await add({ name: 'Bob', description: 'Paints' });
    await edit('Bob', { description: 'Sings' });
    const history = await visitor.get('/contacts/Bob/history');
    await edit('Bob', { description: 'Dances' });
    const before = await head();
    const refused = await visitor.submit(history, /undoing$/);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('This can’t be undone: “About” has changed since then.');
    expect(await head()).toBe(before);
  });

  test('a deletion is undone from the deleted contact’s history, unless the name is taken', async () => {
    await visitor.submit(await add({ name: 'Bob', description: 'the old one' }), '/contacts/Bob/deletion');
    const link = (await visitor.get('/contacts/Bob')).links.find((one) => one.endsWith('/history'))!;
    const history = await visitor.get(link);
    await add({ name: 'bob', description: 'the new one' });
    const refused = await visitor.submit(history, /undoing$/);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('you have another contact named “bob”');
    await edit('bob', { name: 'Rob' });
    const back = await visitor.submit(refused, /undoing$/);
    expect(back.path).toBe('/contacts/Bob/history');
    expect((await visitor.get('/contacts/Bob')).text).toContain('the old one');
  });

  test('adding a contact is undone by deleting it', async () => {
    await add({ name: 'Bob' });
    const gone = await visitor.submit(await visitor.get('/contacts/Bob/history'), /undoing$/);
    expect(gone.path).toMatch(/^\/deleted-contacts\/\d+\/history$/);
    expect(gone.status).toBe(200);
  });
});

test('an event with a damaged payload is shown as such, and the other events as usual', async () => {
  await add({ name: 'Bob', description: 'Paints trees' });
  const contact = await head();
  const type = { name: 'contact-renamed', version: 1 };
  await appendStored(app.pool, { accountId, entityId: 1 }, contact, type, { name: 'Rob' });
  await visitor.post('/contacts', { name: 'Ann' }, { follow: false });
  const history = await visitor.get('/history?as_it_stands=1');
  expect(history.status).toBe(200);
  expect(history.text).toMatch(
    /You added Ann.*A change that can’t be shown because its data is damaged.*You added Bob.*Paints trees/,
  );
});
