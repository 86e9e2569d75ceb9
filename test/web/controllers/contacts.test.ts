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

const head = async () =>
  (await app.pool.query('select head from streams where account_id = $1', [accountId])).rows[0].head;

afterEach(async () => {
  expect((await visitor.get('/contacts/Bystander')).text).toContain('stands by');
});

test('a new contact has a page and is in the list', async () => {
  const page = await add({
    name: '  Amara   Okafor ',
    description: 'bees',
    contact_method_value_0: 'amara@example.org',
  });
  expect(page).toMatchObject({ status: 200, path: '/contacts/Amara%20Okafor' });
  expect(page.links).toContain('mailto:amara@example.org');
  expect((await visitor.get('/contacts')).text).toMatch(/Amara Okafor bees/);
});

test('submitting the same form twice adds one contact, and ends on its page', async () => {
  const form = await visitor.get('/contacts/new');
  const before = await head();
  const pages = await Promise.all([1, 2].map(() => visitor.submit(form, '/contacts', { name: 'Twice' })));
  expect(pages.map(({ path }) => path)).toEqual(['/contacts/Twice', '/contacts/Twice']);
  expect(await head()).toBe(before + 1);
});

test('going back and submitting the form with another name adds both contacts', async () => {
  const form = await visitor.get('/contacts/new');
  await visitor.submit(form, '/contacts', { name: 'First' });
  await visitor.submit(form, '/contacts', { name: 'Second' });
  expect((await visitor.get('/contacts')).links).toEqual(
    expect.arrayContaining(['/contacts/First', '/contacts/Second']),
  );
});

test('a taken name is a fault beside its field and in the summary, and what was typed is kept', async () => {
  const before = await head();
  const page = await add({ name: 'bystander', description: 'typed with care' });
  expect(page.status).toBe(422);
  expect(page.links).toContain('#name');
  expect(page.html).toMatch(/<input id="name"[^>]*value="bystander"[^>]*aria-invalid="true"[^>]*name-fault/);
  expect(page.text).toContain('typed with care');
  expect(await head()).toBe(before);
  const repaired = await visitor.submit(page, '/contacts', { name: 'Somebody else' });
  expect(repaired.text).toContain('typed with care');
});

test.each([
  ['a name with a NUL', { name: 'a\0b' }],
  ['no name', { name: ' ' }],
  ['a name with a direction override', { name: 'Ann\u202Enna' }],
  ['a name of 201 characters', { name: '🐝'.repeat(201) }],
  ['a description that is too long', { name: 'Long', description: 'x'.repeat(2001) }],
  ['a form without fields', {}],
])('%s is a fault, and nothing is saved', async (_what, fields: Record<string, string>) => {
  const before = await head();
  expect((await visitor.post('/contacts', fields)).status).toBe(422);
  expect(await head()).toBe(before);
});

test('the longest name in emoji has a page', async () => {
  const name = '🐝'.repeat(200);
  expect((await add({ name })).text).toContain(name);
});

test('editing saves only what was changed, and the old name redirects to the new one', async () => {
  await add({ name: 'Bob' });
  const edit = await visitor.get('/contacts/Bob/edit');
  const before = await head();
  const page = await visitor.submit(edit, '/contacts/Bob', { name: 'Rob', description: 'renamed' });
  expect(page.path).toBe('/contacts/Rob');
  expect(page.text).toContain('renamed');
  expect(await head()).toBe(before + 2);
  expect((await visitor.get('/contacts/Bob')).path).toBe('/contacts/Rob');
  expect((await visitor.get('/contacts/Bob/meeting/edit')).path).toBe('/contacts/Rob/meeting/edit');
});

test('contact methods can be added and preferred, and empty rows are ignored', async () => {
  await add({ name: 'Bob', contact_method_value_0: '@bob', contact_method_value_1: 'knock twice' });
  const edit = await visitor.get('/contacts/Bob/edit');
  const page = await visitor.submit(edit, '/contacts/Bob', {
    contact_method_value_1: ' ',
    contact_method_value_3: 'bob@example.org',
    contact_method_label_3: 'work',
    contact_method_preferred: '3',
  });
  expect(page.text).toMatch(/bob@example\.org work @bob Handle/);
  expect(page.text).not.toContain('knock twice');
  expect((await visitor.get('/contacts')).links).toContain('mailto:bob@example.org');
  const fields = (await visitor.get('/contacts/Bob/edit')).forms.find(
    ({ action }) => action === '/contacts/Bob',
  )!.fields;
  expect(fields).toMatchObject({
    contact_method_value_0: 'bob@example.org',
    contact_method_label_0: 'work',
    contact_method_value_1: '@bob',
    contact_method_value_2: '',
    contact_method_value_3: '',
  });
  expect(fields).not.toHaveProperty('contact_method_value_4');
});

test('a label without a contact method is a fault, and what was typed is kept', async () => {
  const page = await add({ name: 'Bob', contact_method_label_1: 'work', contact_method_value_0: '@bob' });
  expect(page.status).toBe(422);
  expect(page.text).toContain(
    'Enter an email address, phone number, or other contact method for “work”, or clear that row.',
  );
  expect(page.links).toContain('#contact_methods');
  const repaired = await visitor.submit(page, '/contacts', { contact_method_value_1: '030 12345' });
  expect(repaired.text).toMatch(/@bob Handle 030 12345 work/);
});

test('a form from an older release still saves its contact method', async () => {
  const edit = await visitor.get('/contacts/Bystander/edit');
  const { token, contact, seen } = edit.forms.find(({ action }) => action === '/contacts/Bystander')!.fields;
  const fields = {
    token: token!,
    contact: contact!,
    seen: seen!,
    name: 'Bystander',
    description: 'stands by',
  };
  await visitor.post('/contacts/Bystander', { ...fields, contact_method: '@stander' });
  expect((await visitor.get('/contacts/Bystander')).text).toContain('@stander');
});

test('saving without a change appends nothing', async () => {
  await add({ name: 'Bob' });
  const before = await head();
  await visitor.submit(await visitor.get('/contacts/Bob/edit'), '/contacts/Bob');
  expect(await head()).toBe(before);
});

test('a form that was opened for a renamed contact does not change a new contact with the old name', async () => {
  const old = await add({ name: 'Bob' });
  await visitor.submit(await visitor.get('/contacts/Bob/edit'), '/contacts/Bob', { name: 'Rob' });
  await add({ name: 'Bob' });
  const page = await visitor.submit(old, /interactions$/, { description: 'spoke with the old one' });
  expect(page.path).toBe('/contacts/Rob');
  expect(page.text).toContain('spoke with the old one');
  expect((await visitor.get('/contacts/Bob')).text).not.toContain('spoke with the old one');
});

describe('if two tabs change the same field', () => {
  let conflict: Page;

  beforeEach(async () => {
    await add({ name: 'Bob', description: 'at first', contact_method_value_0: '@bob' });
    const [one, two] = [await visitor.get('/contacts/Bob/edit'), await visitor.get('/contacts/Bob/edit')];
    await visitor.submit(one, '/contacts/Bob', { description: 'of the first tab' });
    conflict = await visitor.submit(two, '/contacts/Bob', {
      description: 'of the second',
      contact_method_value_0: '@b',
    });
  });

  test('both versions are shown, and nothing is saved', async () => {
    expect(conflict.status).toBe(409);
    expect(conflict.text).toMatch(/About.*of the first tab.*of the second/);
    expect((await visitor.get('/contacts/Bob')).text).toContain('@bob');
  });

  test('the saved version can be kept, and other changes are saved', async () => {
    const page = await visitor.submit(conflict, '/contacts/Bob', { 'choice.description': 'theirs' });
    expect(page).toMatchObject({ status: 200, path: '/contacts/Bob' });
    expect(page.text).toContain('of the first tab');
    expect(page.text).toMatch(/@b /);
  });

  test('contact methods conflict as one field, and can be chosen', async () => {
    const [one, two] = [await visitor.get('/contacts/Bob/edit'), await visitor.get('/contacts/Bob/edit')];
    await visitor.submit(one, '/contacts/Bob', { contact_method_value_1: '030 12345' });
    const asked = await visitor.submit(two, '/contacts/Bob', {
      contact_method_value_1: 'bob@example.org',
      contact_method_label_1: 'work',
    });
    expect(asked.status).toBe(409);
    expect(asked.text).toMatch(/saved version @bob 030 12345/);
    const theirs = await visitor.submit(asked, '/contacts/Bob', { 'choice.contact_methods': 'theirs' });
    expect(theirs.text).toMatch(/@bob Handle 030 12345 Phone/);
    const yours = await visitor.submit(asked, '/contacts/Bob', { 'choice.contact_methods': 'yours' });
    expect(yours.text).toMatch(/@bob Handle bob@example\.org work/);
  });

  test('the new version can be chosen and changed again', async () => {
    const fields = { 'choice.description': 'yours', description: 'of both' };
    expect((await visitor.submit(conflict, '/contacts/Bob', fields)).text).toContain('of both');
  });
});

test('a deleted contact leaves the list, has a page that says so, and can be restored with everything', async () => {
  const page = await add({ name: 'Bob', description: 'a keeper' });
  expect((await visitor.submit(page, '/contacts/Bob/deletion')).links).not.toContain('/contacts/Bob');
  const gone = await visitor.get('/contacts/Bob');
  expect(gone.status).toBe(404);
  expect(gone.text).toContain('Bob was deleted');
  const back = await visitor.submit(gone, /restoration$/);
  expect(back).toMatchObject({ status: 200, path: '/contacts/Bob' });
  expect(back.text).toContain('a keeper');
});

test('a confirmation is shown once, and lets a deletion be undone', async () => {
  const added = await add({ name: 'Bob' });
  expect(added.text).toContain('Added.');
  expect((await visitor.get('/contacts/Bob')).text).not.toContain('Added.');
  const list = await visitor.submit(added, '/contacts/Bob/deletion');
  expect(list.text).toContain('Deleted. Everything you wrote is kept.');
  expect(list.path).toBe('/contacts');
  const back = await visitor.submit(list, /restoration$/);
  expect(back.path).toBe('/contacts/Bob');
  expect(back.text).toContain('Restored');
  expect((await visitor.get('/contacts')).forms.some(({ action }) => /restoration/.test(action))).toBe(false);
});

test.each(['nonsense', '__proto__', 'contact-deleted.<b>', 'contact-deleted.1e9'])(
  'a confirmation cookie with the value %s is ignored',
  async (value) => {
    visitor.cookies.set('kith-done', value);
    const page = await visitor.get('/contacts');
    expect(page.status).toBe(200);
    expect(page.html).not.toContain('class="done"');
    visitor.cookies.delete('kith-done');
  },
);

test('restoring a contact whose name is taken asks for another name', async () => {
  await visitor.submit(await add({ name: 'Bob', description: 'the old one' }), '/contacts/Bob/deletion');
  await add({ name: 'Bob', description: 'the new one' });
  const asked = await visitor.submit(await visitor.get('/deleted-contacts'), /restoration$/);
  expect(asked.status).toBe(422);
  expect(asked.html).toMatch(/<input id="name"[^>]*value="Bob"/);
  const back = await visitor.submit(asked, /restoration$/, { name: 'Bob the elder' });
  expect(back.path).toBe('/contacts/Bob%20the%20elder');
  expect(back.text).toContain('the old one');
  expect((await visitor.get('/contacts/Bob')).text).toContain('the new one');
});

test.each(['.', '..', 'new', '~', 'a/b', '100%', 'what?', '#1', 'مريم', '<b>'])(
  'a contact called %j can be opened, edited and deleted',
  async (name) => {
    const page = await add({ name });
    expect(page.status).toBe(200);
    const edit = await visitor.get(
      page.links.find((link) => link.endsWith('/edit') && !link.includes('meeting'))!,
    );
    const edited = await visitor.submit(edit, /^\/contacts\/[^/]+$/, { description: 'found' });
    expect(edited.text).toContain('found');
    expect(edited.html).not.toContain('<b>');
    await visitor.submit(edited, /deletion$/);
    expect((await visitor.get('/deleted-contacts')).text).toContain(name);
  },
);

test('another account’s contact is unknown, and a form about it changes nothing', async () => {
  await add({ name: 'Mine' });
  const edit = await visitor.get('/contacts/Mine/edit');
  const stranger = (await app.signedIn()).visitor;
  expect((await stranger.get('/contacts/Mine')).status).toBe(404);
  expect((await stranger.submit(edit, '/contacts/Mine', { description: 'stolen' })).status).toBe(404);
  expect((await visitor.get('/contacts/Mine')).text).not.toContain('stolen');
});

test('the list shows the number of contacts, and links to deleted contacts if there are any', async () => {
  expect((await visitor.get('/contacts')).text).toContain('Contacts 1 contact ');
  const page = await add({ name: 'Bob' });
  const both = await visitor.get('/contacts');
  expect(both.text).toContain('Contacts 2 contacts');
  expect(both.links).not.toContain('/deleted-contacts');
  const one = await visitor.submit(page, '/contacts/Bob/deletion');
  expect(one.text).toContain('Contacts 1 contact ');
  expect(one.links).toContain('/deleted-contacts');
  expect((await visitor.get('/deleted-contacts')).text).toContain('Recently deleted');
});

test('the list can be sorted in both directions, says so, and has pages', async () => {
  for (const name of ['Ärzte', 'Zoe', 'anna']) await add({ name });
  const order = (page: Page) =>
    page.links.filter((link) => /^\/contacts\/(?!new)./.test(link)).map(decodeURI);
  const up = await visitor.get('/contacts');
  expect(order(up)).toEqual(['anna', 'Ärzte', 'Bystander', 'Zoe'].map((name) => `/contacts/${name}`));
  expect(up.html).toContain('aria-sort="ascending"');
  const down = await visitor.get('/contacts?sort=name&direction=desc');
  expect(order(down)).toEqual(order(up).reverse());
  expect(down.html).toContain('aria-sort="descending"');
  expect((await visitor.get('/contacts?sort=nonsense&page=-1')).status).toBe(200);
  expect((await visitor.get('/contacts?page=2')).text).toContain('no one on this page');
});
