import { startApp, type TestApp } from '../../support/app';
import type { Page, Visitor } from '../../support/visitor';

let app: TestApp;
let visitor: Visitor;
let page: Page;

beforeAll(async () => {
  app = await startApp({ worker: true, clock: () => new Date('2026-11-20T22:59:00Z') });
  ({ visitor } = await app.signedIn({ timeZone: 'Europe/Berlin' }));
});
afterAll(() => app.stop());

beforeEach(async () => {
  await visitor.submit(await visitor.get('/contacts/new'), '/contacts', {
    name: `Bystander ${Math.random()}`,
  });
  page = await visitor.submit(await visitor.get('/contacts/new'), '/contacts', {
    name: `Ada ${Math.random()}`,
  });
});

const record = (fields: Record<string, string> = {}) => visitor.submit(page, /interactions$/, fields);
const editLinks = ({ links }: Page) => links.filter((link) => /interactions\/\d+\/edit$/.test(link));

test('the date defaults to today in the account’s time zone', async () => {
  expect(page.html).toMatch(/name="interacted_on" type="date" value="2026-11-20"/);
  const recorded = await record({ description: 'coffee' });
  expect(recorded.text).toMatch(/You last spoke today/);
  expect(recorded.text).toMatch(/today coffee/);
});

test('adding, editing, and removing are confirmed beside the list, where the browser ends up', async () => {
  const form = page.forms.find(({ action }) => action.endsWith('interactions'))!;
  const answer = await visitor.post(form.action, { ...form.fields, description: 'tea' }, { follow: false });
  expect(answer.headers.get('location')).toBe(`${page.path}#spoken`);
  const recorded = await visitor.get(page.path);
  expect(recorded.text).toMatch(/Conversations Saved\./);
  const edit = await visitor.get(editLinks(recorded)[0]!);
  expect(edit.text).not.toContain('Saved.');
  const corrected = await visitor.submit(edit, /interactions\/\d+$/, { description: 'coffee' });
  expect(corrected.text).toMatch(/Conversations Saved\./);
  expect((await visitor.submit(edit, /removal$/)).text).toContain('changed while you were editing');
  const removed = await visitor.submit(await visitor.get(edit.path), /removal$/);
  expect(removed.text).toContain('Conversation deleted.');
});

test('two interactions on one day are both kept', async () => {
  await record({ description: 'in the morning' });
  const both = await visitor.submit(await visitor.get(page.path), /interactions$/, {
    description: 'at night',
  });
  expect(both.text).toMatch(/at night.*in the morning/);
});

test.each(['2026-02-30', '2026-11-21', 'yesterday', '0000-00-00'])(
  '%s is a fault beside the date, and what was typed is kept',
  async (day) => {
    const refused = await record({ interacted_on: day, description: 'kept' });
    expect(refused.status).toBe(422);
    expect(refused.html).toMatch(/id="interacted_on-fault"/);
    expect(refused.html).toContain('value="kept"');
    expect(editLinks(refused)).toEqual([]);
  },
);

test('an interaction can be edited and removed', async () => {
  const recorded = await record({ description: 'cofee' });
  const edit = await visitor.get(editLinks(recorded)[0]!);
  const corrected = await visitor.submit(edit, /interactions\/\d+$/, {
    description: 'coffee',
    interacted_on: '2026-03-02',
  });
  expect(corrected.text).toContain('You last spoke in March');
  const removal = await visitor.get(editLinks(corrected)[0]!);
  const removed = await visitor.submit(removal, /removal$/);
  expect(removed.text).toContain('No conversations yet');
  expect((await visitor.get(edit.path)).status).toBe(404);
  expect((await visitor.submit(edit, /interactions\/\d+$/, { description: 'too late' })).status).toBe(404);
});

test('editing in two tabs is a conflict, and the saved version can be kept', async () => {
  const recorded = await record({ description: 'cofee' });
  const edit = await visitor.get(editLinks(recorded)[0]!);
  await visitor.submit(edit, /interactions\/\d+$/, { description: 'coffee' });
  const conflict = await visitor.submit(edit, /interactions\/\d+$/, {
    description: 'tea',
    interacted_on: '2026-11-01',
  });
  expect(conflict.status).toBe(409);
  expect(conflict.text).toMatch(/What did you talk about\?.*coffee/);
  const kept = await visitor.submit(conflict, /interactions\/\d+$/, { 'choice.description': 'theirs' });
  expect(kept.text).toMatch(/Sun 1 Nov coffee/);
});

test('an interaction of another contact is not found under this one', async () => {
  const recorded = await record({ description: 'with Ada' });
  const link = editLinks(recorded)[0]!;
  const other = await visitor.submit(await visitor.get('/contacts/new'), '/contacts', {
    name: `Eve ${Math.random()}`,
  });
  expect((await visitor.get(`${other.path}/interactions/${link.split('/').at(-2)}/edit`)).status).toBe(404);
  for (const odd of ['0', '-1', '1e9', 'x', '9'.repeat(30)]) {
    expect((await visitor.get(`${page.path}/interactions/${odd}/edit`)).status).toBe(404);
    expect((await visitor.post(`${page.path}/interactions/${odd}`, {})).status).toBe(404);
  }
});

test('what was typed while the interaction was removed in another tab is shown, not lost', async () => {
  const recorded = await record({ description: 'coffee' });
  const correction = await visitor.get(editLinks(recorded).at(0)!);
  await visitor.submit(correction, /removal$/);
  const late = await visitor.submit(correction, /interactions\/\d+$/, { description: 'coffee and cake' });
  expect(late.status).toBe(404);
  expect(late.html).toContain('coffee and cake</textarea>');
});

test('what was typed after the session ended is shown, not lost, and nothing is saved', async () => {
  const other = app.visitor();
  const late = await other.post(`${page.path}/interactions`, { description: 'coffee <b>', contact: '2' });
  expect(late.status).toBe(401);
  expect(late.html).toContain('coffee &lt;b&gt;</textarea>');
  expect((await visitor.get(page.path)).text).not.toContain('coffee');
});

test('removing an interaction that was edited in another tab asks for confirmation', async () => {
  const recorded = await record({ description: 'coffee' });
  const correction = await visitor.get(editLinks(recorded).at(0)!);
  await visitor.submit(correction, /interactions\/\d+$/, { description: 'coffee with Eve' });
  const asked = await visitor.submit(correction, /removal$/);
  expect(asked.status).toBe(409);
  expect(asked.html).toContain('coffee with Eve');
  await visitor.submit(asked, /removal$/);
  expect((await visitor.get(page.path)).text).toContain('No conversations yet');
});
