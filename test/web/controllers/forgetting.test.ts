import { startApp, type TestApp } from '../../support/app';
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

const addBob = async () => {
  await add({ name: 'Bob Secret', description: 'paints secretly' });
  const page = await visitor.get('/contacts/Bob%20Secret');
  return visitor.submit(page, /interactions$/, { interacted_on: '2026-01-02', description: 'a secret' });
};

test('a contact is forgotten after a page that says what will be erased, and the name is free', async () => {
  const page = await addBob();
  expect(page.links).toContain('/contacts/Bob%20Secret/forgetting');
  const asked = await visitor.get('/contacts/Bob%20Secret/forgetting');
  expect(asked).toMatchObject({ status: 200 });
  expect(asked.text).toMatch(/Forget Bob Secret for good\?.*This can’t be undone/);
  expect(asked.links).toContain('/contacts/Bob%20Secret/export');
  const after = await visitor.submit(asked, '/contacts/Bob%20Secret/forgetting');
  expect(after.path).toBe('/contacts');
  expect(after.text).toMatch(/Forgotten\..*Bystander/);
  expect(after.html).not.toMatch(/secret/i);
  for (const path of ['', '/edit', '/history', '/forgetting', '/export', '?as_of=2026-11-01'])
    expect((await visitor.get(`/contacts/Bob%20Secret${path}`)).status).toBe(404);
  const again = await add({ name: 'Bob Secret' });
  expect(again.path).toBe('/contacts/Bob%20Secret');
  expect(again.text).not.toMatch(/paints|a secret/);
});

test('the account’s history says that a person was forgotten, but not who', async () => {
  await addBob();
  await visitor.submit(await visitor.get('/contacts/Bob%20Secret/forgetting'), /forgetting$/);
  const history = await visitor.get('/history');
  expect(history.text).toMatch(
    /You forgot a contact for good.*\(forgotten\).*\(forgotten\).*You added Bystander/,
  );
  expect(history.html).not.toMatch(/secret/i);
});

test('a form that is still open says that the contact was forgotten, and keeps what was typed', async () => {
  const tab = await addBob();
  await visitor.submit(await visitor.get('/contacts/Bob%20Secret/forgetting'), /forgetting$/);
  const late = await visitor.submit(tab, /interactions$/, {
    interacted_on: '2026-01-03',
    description: 'Typed late',
  });
  expect(late.status).toBe(404);
  expect(late.text).toMatch(/You forgot this contact for good.*no longer knows anything about them/);
  expect(late.html).toContain('Typed late');
  const deletion = await visitor.submit(tab, /deletion$/);
  expect(deletion).toMatchObject({ status: 404 });
  const again = await visitor.post(
    '/contacts/Bob%20Secret/forgetting',
    tab.forms.find(({ fields }) => fields.contact)!.fields,
  );
  expect(again.status).toBe(404);
  expect(again.text).toContain('You forgot this contact for good');
});

test('a deleted contact can be forgotten, and can’t be restored afterward', async () => {
  const page = await addBob();
  const list = await visitor.submit(page, /deletion$/);
  const restoration = list.forms.find(({ action }) => action.endsWith('/restoration'))!;
  const deleted = await visitor.get('/contacts/Bob%20Secret');
  const link = deleted.links.find((one) => one.endsWith('/forgetting'))!;
  expect((await visitor.get('/deleted-contacts')).links).toContain(link);
  const exported = await visitor.get(link.replace('/forgetting', '/export'));
  expect(JSON.parse(exported.html).events).toHaveLength(3);
  const after = await visitor.submit(await visitor.get(link), link);
  expect(after.text).toContain('Forgotten.');
  expect((await visitor.get('/deleted-contacts')).html).not.toMatch(/secret/i);
  expect((await visitor.get(link)).text).toContain('You forgot this contact for good');
  expect((await visitor.post(restoration.action, restoration.fields)).status).toBe(404);
});

test('the file that can be downloaded first has everything about the contact, and nothing about others', async () => {
  await addBob();
  const file = await visitor.get('/contacts/Bob%20Secret/export');
  expect(file.headers.get('content-disposition')).toBe('attachment; filename="Bob Secret.json"');
  expect(file.headers.get('content-type')).toMatch(/^application\/json/);
  const person = JSON.parse(file.html);
  expect(person).toMatchObject({ format: 'kith-person', version: 1, name: 'Bob Secret' });
  expect(person.events).toMatchObject([
    {
      event: 'contact-created',
      says: 'You added Bob Secret',
      by: null,
      payload: { description: 'paints secretly' },
    },
    { event: 'interaction-recorded', payload: { interacted_on: '2026-01-02', description: 'a secret' } },
  ]);
  expect(file.html).not.toContain('stands by');
});

describe('closing the account', () => {
  const closing = async (password: string) =>
    visitor.submit(await visitor.get('/account/closure'), '/account/closure', { password });

  test('needs the password, and changes nothing without it', async () => {
    expect((await visitor.get('/settings')).links).toContain('/account/closure');
    const page = await closing('not mine');
    expect(page.status).toBe(422);
    expect(page.text).toContain('That’s not your password');
    expect((await visitor.get('/contacts')).text).toContain('Bystander');
  });

  test('signs out everywhere, prevents signing in, and frees the email', async () => {
    const email = 'closing@example.org';
    const signedIn = await app.signedInWithBystander({ email });
    const { bystander } = signedIn;
    ({ accountId, visitor } = signedIn);
    const elsewhere = app.visitor();
    await elsewhere.post('/sign-in', { email, password: 'correct horse' });
    await add({ name: 'Secret' });
    const page = await closing('correct horse');
    expect(page).toMatchObject({ path: '/account-closed', status: 200 });
    for (const one of [visitor, elsewhere]) expect((await one.get('/contacts')).path).toMatch(/^\/sign-in/);
    const refused = await app.visitor().post('/sign-in', { email, password: 'correct horse' });
    expect(refused.status).toBe(422);
    expect((await bystander.visitor.get('/contacts')).text).toContain('Bystander');
    await bystander.unharmed();
    const anew = await app.signedIn({ email });
    expect(anew.accountId).not.toBe(accountId);
    expect((await anew.visitor.get('/contacts')).html).not.toContain('Secret');
  });

  test('offers to download the whole log first, as a file that can be imported', async () => {
    await add({ name: 'Kim' });
    const file = await visitor.get('/account/export');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename=kith-log.jsonl');
    const [header, ...lines] = file.html
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(header).toMatchObject({ format: 'kith-log', account: accountId, events: lines.length });
    expect(lines.map(({ type }) => type)).toEqual(['account-opened', 'contact-created', 'contact-created']);
  });
});
