import { addTag } from '../../../src/domain/commands/add-tag';
import { createContact } from '../../../src/domain/commands/create-contact';
import { deleteContact } from '../../../src/domain/commands/delete-contact';
import { planMeeting } from '../../../src/domain/commands/plan-meeting';
import { recordInteraction } from '../../../src/domain/commands/record-interaction';
import type { AnyCommand } from '../../../src/engine/deciding/define-command';
import { type Actor, execute } from '../../../src/engine/deciding/execute';
import { startApp, type TestApp } from '../../support/app';
import type { Page, Visitor } from '../../support/visitor';
import { untilCaughtUp } from '../../support/workers';

let app: TestApp;
let actor: Actor;
let visitor: Visitor;

beforeAll(async () => {
  app = await startApp({ worker: true, clock: () => new Date('2026-11-20T09:00:00Z') });
  const bystander = await app.openAccount({ email: 'bystander@example.org' });
  await execute(app.kith, bystander, createContact, { name: 'Bob Somebody else’s' });
});
afterAll(() => app.stop());
beforeEach(async () => {
  ({ visitor, ...actor } = await app.signedIn());
});

const does = async (command: AnyCommand, input: object) => execute(app.kith, actor, command, input);
const add = async (name: string, more: object = {}) =>
  (await does(createContact, { name, ...more })).subject!;

async function at(path: string): Promise<Page> {
  await untilCaughtUp(app.kith);
  const page = await visitor.get(path);
  expect(page.text).not.toContain('Somebody else’s');
  return page;
}

/** The contacts of a page, in its order. */
const namesOn = ({ links }: Page) =>
  links
    .filter((link) => /^\/contacts\/(?!new\b)/.test(link))
    .map((link) => decodeURIComponent(link.slice('/contacts/'.length)));
const marksOn = ({ html }: Page) => [...html.matchAll(/<mark>(.*?)<\/mark>/g)].map(([, text]) => text);

test('search terms are highlighted in the original text, with where it was found', async () => {
  const zoe = await add('Zoë Bérg');
  await does(recordInteraction, {
    contact: zoe,
    interacted_on: '2026-11-19',
    description: 'Flew to Łódź <b>',
  });
  const bob = await add('Bob', { contact_methods: 'work\tbob@lodz.example.org' });
  await does(planMeeting, { contact: bob, meeting_on: '2026-11-24', notes: 'Ask about **Lisbon**' });
  for (const tag of ['choir', 'book club', 'bookbinding']) await does(addTag, { contact: bob, tag });

  const lodz = await at('/contacts?q=lodz');
  expect(namesOn(lodz)).toEqual(['Bob', 'Zoë Bérg']);
  expect(marksOn(lodz)).toEqual(['lodz', 'Łódź']);
  expect(lodz.text).toContain('2 found');
  expect(lodz.text).toMatch(/Contact info work: bob@ ?lodz/);
  expect(lodz.text).toMatch(/Conversation yesterday Flew to Łódź <b>/);
  expect(lodz.html).not.toContain('Flew to <mark>Łódź</mark> <b>');

  expect(marksOn(await at('/contacts?q=berg+ZOE'))).toEqual(['Zoë', 'Bérg']);
  const notes = await at('/contacts?q=lisbon');
  expect(notes.text).toMatch(/Meeting notes in 4 days Ask about Lisbon/);
  expect((await at('/contacts?q=choir')).text).toMatch(/Tag choir/);
  expect((await at('/contacts?q=book')).text).toMatch(/Tags book ?club, book ?binding/);
});

test('the URL holds the words, tag, order, and page, and each link keeps the others', async () => {
  for (let index = 0; index < 52; index++) {
    const contact = await add(`Bob ${String(index).padStart(2, '0')}`);
    if (index !== 7) await does(addTag, { contact, tag: index < 51 ? 'Choir' : 'work' });
  }
  await add('Ann');
  const found = await at('/contacts?q=bob&tag=choir&sort=name&direction=desc');
  expect(found.text).toContain('50 found');
  expect(namesOn(found).slice(0, 2)).toEqual(['Bob 50', 'Bob 49']);
  expect(found.links).toContain('/contacts?q=bob&tag=work&sort=name&direction=desc');
  expect(found.links).toContain('?sort=next-meeting&direction=asc&q=bob&tag=choir');
  const search = found.forms.find(({ action }) => action === '/contacts')!;
  expect(search.fields).toEqual({ q: 'bob', tag: 'choir', sort: 'name', direction: 'desc' });

  const all = await at('/contacts?q=bob');
  expect(all.text).toContain('52 found');
  expect(namesOn(all)).toHaveLength(50);
  expect(all.links).toContain('?q=bob&page=2');
  expect(namesOn(await at('/contacts?q=bob&page=2'))).toEqual(['Bob 50', 'Bob 51']);
  expect((await at('/contacts?tag=choir')).text).toContain('50 found');
  expect((await at('/contacts?tag=none')).text).toContain('No one has this tag');
});

test('a search without results offers to add the contact', async () => {
  await add('Bob');
  const page = await at('/contacts?q=<Ann>');
  expect(page.status).toBe(200);
  expect(page.text).toMatch(/No contacts match “ ?<Ann>/);
  const adding = page.links.find((link) => link.startsWith('/contacts/new?'))!;
  const form = (await at(adding)).forms.find(({ action }) => action === '/contacts')!;
  expect(form.fields.name).toBe('<Ann>');
  for (const query of ['?q=%25&sort=best&page=9', '?q[]=a&tag[]=b', `?q=${'x%20'.repeat(300)}`])
    expect((await at(`/contacts${query}`)).status).toBe(200);
});

test('Enter opens the contact if it is the only match by name', async () => {
  const bob = await add('Bob');
  await add('Bobby');
  await add('Cem', { description: 'Knows Ann' });
  const { path, html } = await at('/contacts?q=cem&go=1');
  expect(path).toBe('/contacts/Cem');
  expect(html).toContain('Knows Ann');
  expect((await at('/contacts?q=ann&go=1')).path).toBe('/contacts?q=ann');
  expect((await at('/contacts?q=cem')).path).toBe('/contacts?q=cem');
  await does(deleteContact, { contact: bob });
  expect((await at('/contacts?q=bob&go=1')).path).toBe('/contacts/Bobby');
});

test('the URL of the list does not keep the search button’s parameter', async () => {
  for (const name of ['Bob', 'Bobby']) await add(name);
  const shown = async (query: string) => (await at(`/contacts?${query}&go=1`)).path;
  expect(await shown('q=bob')).toBe('/contacts?q=bob');
  expect(await shown('q=nobody+at+all&sort=name')).toBe('/contacts?q=nobody+at+all&sort=name&direction=asc');
  expect(await shown('q=')).toBe('/contacts');
});

test('if the search projection is parked, the list still works, and a search says that it is processing', async () => {
  await add('Bob');
  await untilCaughtUp(app.kith);
  const park = (change: string) =>
    app.pool.query(
      `update projection_cursors set ${change} where account_id = $1 and projection = 'search'`,
      [actor.accountId],
    );
  await park(`position = position - 1, failed_position = position, parked_at = now(), error = '-'`);
  expect(namesOn(await visitor.get('/contacts'))).toEqual(['Bob']);
  const waiting = await visitor.get('/contacts?q=bob', { follow: false });
  expect(waiting.status).toBe(202);
  const shown = await visitor.get('/contacts?q=bob&as_it_stands=1');
  expect([shown.status, shown.text.includes('This page is out of date.')]).toEqual([200, true]);
  await park('position = position + 1, failed_position = null, parked_at = null, error = null');
});

describe('selected contacts', () => {
  let contacts: number[];
  const select = (...chosen: number[]) => Object.fromEntries(chosen.map((one) => [`select_${one}`, 'on']));
  const tagsOf = async (name: string) => (await at(`/contacts/${name}`)).html.match(/tag=[a-z]+/g) ?? [];
  beforeEach(async () => {
    contacts = [await add('Ann'), await add('Bob'), await add('Cem')];
  });

  test('are tagged, and the list keeps its query', async () => {
    const list = await at('/contacts?q=b&sort=name&direction=desc');
    const page = await visitor.post('/contact-selection/tags?sort=name&direction=desc', {
      ...list.forms.find(({ action }) => action.startsWith('/contact-selection'))!.fields,
      ...select(contacts[0]!, contacts[1]!),
      tag: ' #choir ',
    });
    expect(page.path).toBe('/contacts?sort=name&direction=desc');
    expect(page.text).toContain('2 people tagged.');
    expect(namesOn(page)).toEqual(['Cem', 'Bob', 'Ann']);
    expect(namesOn(await at('/contacts?tag=choir'))).toEqual(['Ann', 'Bob']);
    expect(await tagsOf('Cem')).toEqual([]);
  });

  test('stay selected if the tag is invalid', async () => {
    await untilCaughtUp(app.kith);
    const page = await visitor.post('/contact-selection/tags', { ...select(contacts[1]!), tag: ' ' });
    expect(page.status).toBe(422);
    expect(page.text).toContain('Enter a tag.');
    const form = page.forms.find(({ action }) => action.startsWith('/contact-selection'))!;
    expect(Object.keys(form.fields).filter((name) => name.startsWith('select_'))).toEqual([
      `select_${contacts[1]}`,
    ]);
  });

  test('are deleted together, and restored together', async () => {
    await untilCaughtUp(app.kith);
    const [ann, bob] = contacts;
    const gone = await visitor.post('/contact-selection/deletion', select(ann!, bob!));
    expect(gone.text).toContain('2 people deleted.');
    expect(namesOn(gone)).toEqual(['Cem']);
    const back = await visitor.submit(gone, '/contact-selection/restoration');
    expect(back.text).toContain('2 people restored');
    expect(namesOn(back)).toEqual(['Ann', 'Bob', 'Cem']);
    expect((await at('/contacts')).text).not.toContain('restored');
  });

  test('stay deleted, with the reason, if a name is taken', async () => {
    await untilCaughtUp(app.kith);
    const gone = await visitor.post('/contact-selection/deletion', select(contacts[0]!));
    expect(gone.text).toContain('1 person deleted.');
    await add('ANN');
    await untilCaughtUp(app.kith);
    const refused = await visitor.submit(gone, '/contact-selection/restoration');
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Another contact is now named “Ann”.');
    expect(namesOn(refused)).toEqual(['ANN', 'Bob', 'Cem']);
  });

  test('may be very many: the response headers stay small enough for browsers and proxies', async () => {
    const many = Array.from({ length: 3_000 }, (_, index) => 1_000_000 + index);
    const gone = await visitor.post('/contact-selection/deletion', select(contacts[0]!, ...many));
    expect(namesOn(gone)).toEqual(['Bob', 'Cem']);
    expect(gone.text).not.toContain('people deleted');
  });

  test('may be none', async () => {
    const page = await visitor.post('/contact-selection/deletion?q=b', {});
    expect(page.path).toBe('/contacts?q=b');
    expect(namesOn(await at('/contacts'))).toEqual(['Ann', 'Bob', 'Cem']);
  });
});
