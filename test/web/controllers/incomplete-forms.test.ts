import { startApp, type TestApp, type Visiting } from '../../support/app';

let app: TestApp;
let ann: Visiting;
beforeAll(async () => {
  app = await startApp({ worker: true });
  ann = await app.signedIn();
});
afterAll(() => app.stop());

const eventsOf = async ({ accountId }: Visiting) => {
  const { rows } = await app.pool.query(
    `select t.name from events e join event_types t on t.id = e.event_type_id where account_id = $1 order by position`,
    [accountId],
  );
  return rows.map(({ name }) => name);
};
const post = (path: string, form: Record<string, string>) => ann.visitor.post(path, form, { follow: false });

test('fields that are missing from a form are left as they are', async () => {
  const { visitor } = ann;
  await post('/contacts', {
    name: 'Bob',
    description: 'Paints.',
    contact_method_value_0: 'bob@example.org',
    contact_method_value_1: '@bob',
  });
  const page = await visitor.get('/contacts/Bob/edit');
  const { contact, seen } = page.forms.find(({ action }) => action === '/contacts/Bob')!.fields;
  const hidden = { contact: contact!, seen: seen! };
  await post('/contacts/Bob/meeting', { ...hidden, meeting_on: '2030-01-02', notes: 'Bring *cake*.' });
  await visitor.get('/contacts/Bob');
  const before = await eventsOf(ann);
  const answers = [
    await post('/contacts/Bob', { ...hidden, name: 'Bob' }),
    await post('/contacts/Bob/meeting', hidden),
    await post('/contacts/Bob/meeting', { ...hidden, meeting_on: '2030-01-02' }),
    await post('/settings', { locale: 'en' }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
  expect(await eventsOf(ann)).toEqual(before);
  await post('/contacts/Bob', {
    ...hidden,
    contact_method_value_0: 'bob@example.org',
    contact_method_value_2: '+44 20 7946 0958',
  });
  expect((await visitor.get('/contacts/Bob')).text).toContain('+44 20 7946 0958');
});

test('a form of a deleted contact leads to no other contact, and what was typed is shown', async () => {
  const { visitor } = ann;
  await visitor.post('/contacts', { name: 'Ida' });
  const first = await visitor.get('/contacts/Ida/edit');
  await visitor.submit(first, '/contacts/Ida', { name: 'Ina' });
  await visitor.post('/contacts', { name: 'Ida' });
  const second = await visitor.get('/contacts/Ida/edit');
  const { contact, seen } = second.forms.find(({ action }) => action === '/contacts/Ida')!.fields;
  await visitor.post('/contacts/Ida/deletion', { contact: contact!, seen: seen! });
  const late = await visitor.submit(second, '/contacts/Ida', { description: 'A long text' });
  expect(late.status).toBe(404);
  expect(late.text).toContain('A long text');
  expect(late.path).toBe('/contacts/Ida');
});

const typed = {
  name: 'Carl',
  description: 'typed with care',
  contact_method_value_0: 'precious@example.org',
  contact_method_label_0: 'home',
};

test('a form that is sent after signing out comes back with everything that was typed', async () => {
  const page = await app.visitor().post('/contacts', { ...typed, constructor: 'x' });
  expect(page.status).toBe(401);
  expect(page.html).toMatch(/typed with care[\s\S]*precious@example\.org\nhome/);
  expect(page.text).not.toContain('undefined');
});

test('so does one that is sent while the sessions can’t be read', async () => {
  await app.pool.query('alter table sessions rename to sessions_elsewhere');
  try {
    const page = await ann.visitor.post('/contacts', typed);
    expect(page.status).toBeGreaterThanOrEqual(500);
    expect(page.html).toMatch(/typed with care[\s\S]*precious@example\.org\nhome/);
  } finally {
    await app.pool.query('alter table sessions_elsewhere rename to sessions');
  }
  expect((await ann.visitor.get('/contacts')).text).not.toContain('Carl');
});
