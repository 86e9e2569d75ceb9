import { startApp, type TestApp } from '../../support/app';
import type { Page, Visitor } from '../../support/visitor';

let app: TestApp;
let visitor: Visitor;
let page: Page;

beforeAll(async () => {
  app = await startApp({ worker: true });
  ({ visitor } = await app.signedIn({ timeZone: 'Europe/Berlin' }));
});
afterAll(() => app.stop());

beforeEach(async () => {
  await created(`Bystander ${Math.random()}`);
  page = await created(`Ada ${Math.random()}`);
});

const created = async (name: string) =>
  visitor.submit(await visitor.get('/contacts/new'), '/contacts', { name });
const add = (tag: string, from = page) => visitor.submit(from, /\/tags$/, { tag });
const tagsOf = ({ html }: Page) =>
  [...html.matchAll(/<a href="\/contacts\?tag=[^"]*"><bdi>(.*?)<\/bdi>/g)].map(([, tag]) => tag);

test('adding a tag returns to the tags; the tag links to all contacts with it and is added only once', async () => {
  const form = page.forms.find(({ action }) => action.endsWith('/tags'))!;
  const answer = await visitor.post(form.action, { ...form.fields, tag: '#Café & Co' }, { follow: false });
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe(`${page.path}#tags`);
  const tagged = await visitor.get(page.path);
  expect(tagged.links).toContain('/contacts?tag=Caf%C3%A9+%26+Co');
  expect(tagsOf(await add('CAFÉ & CO', tagged))).toEqual(['Café &amp; Co']);
});

test('removing a tag keeps the others', async () => {
  await add('Music');
  const both = await add('Art', await visitor.get(page.path));
  expect(tagsOf(both)).toEqual(['Art', 'Music']);
  const removal = both.forms.find(({ fields }) => fields.tag === 'Art')!;
  const left = await visitor.post(removal.action, removal.fields);
  expect(tagsOf(left)).toEqual(['Music']);
  expect(left.html).toContain('No conversations yet');
});

test('an invalid tag is a fault beside the field', async () => {
  const refused = await add('x'.repeat(41));
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('Use at most 40 characters.');
  expect(refused.html).toMatch(/id="tag" name="tag" value="x{41}"[^>]* aria-invalid="true"/);
});

test('tags of other contacts are suggested', async () => {
  await add('Choir');
  const other = await created(`Cem ${Math.random()}`);
  expect(other.html).toContain('<option value="Choir">');
});

test('the history shows an added tag and can undo it; a past page has tags without forms', async () => {
  await add('Music');
  const history = await visitor.get(`${page.path}/history`);
  expect(history.text).toContain('You added the tag “Music”');
  await visitor.submit(history, /undoing$/);
  expect(tagsOf(await visitor.get(page.path))).toEqual([]);
  await add('Music', await visitor.get(page.path));
  const today = new Date().toLocaleDateString('sv', { timeZone: 'Europe/Berlin' });
  const past = await visitor.get(`${page.path}?as_of=${today}`);
  expect(past.links).toContain(`/contacts?tag=Music&as_of=${today}`);
  expect(past.forms.map(({ action }) => action).join()).not.toContain('/tags');
});
