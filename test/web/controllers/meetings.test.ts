import { startApp, type TestApp } from '../../support/app';
import type { Page, Visitor } from '../../support/visitor';

let now = new Date('2026-11-20T09:00:00Z');
let app: TestApp;
let visitor: Visitor;
let contact: Page;

beforeAll(async () => {
  app = await startApp({ worker: true, clock: () => now });
  ({ visitor } = await app.signedIn({ timeZone: 'Europe/Berlin' }));
});
afterAll(() => app.stop());

beforeEach(async () => {
  now = new Date('2026-11-20T09:00:00Z');
  const bystander = await add('Bystander');
  await plan(bystander, { meeting_on: '2026-12-01', notes: 'nothing of Ada’s' });
  contact = await add('Ada');
});

const add = async (name: string) =>
  visitor.submit(await visitor.get('/contacts/new'), '/contacts', { name: `${name} ${Math.random()}` });
const edit = ({ path }: Page) => visitor.get(`${path}/meeting/edit`);
const plan = async (page: Page, fields: Record<string, string>) =>
  visitor.submit(await edit(page), /meeting$/, fields);

test('a meeting has a date, optionally a time, and notes that are rendered', async () => {
  const page = await plan(contact, {
    meeting_on: '2026-11-24',
    meeting_time: '09:30',
    notes: '- **bees**\n<script>alert(1)</script>',
  });
  expect(page.text).toContain('Tuesday 24 November 2026, 09:30');
  expect((await edit(contact)).text).toContain('Berlin time');
  expect(page.html).toContain('<strong>bees</strong>');
  expect(page.html).not.toContain('alert(1)</script>');
  expect((await visitor.get('/contacts?sort=next-meeting')).text).toContain('in 4 days, 09:30');
});

test('notes need no date yet, and stay when the meeting gets one', async () => {
  const undated = await plan(contact, { notes: 'ask about bees' });
  expect(undated.text).toMatch(/No date yet.*ask about bees/);
  const dated = await plan(contact, { meeting_on: '2026-11-24' });
  expect(dated.text).toMatch(/Tuesday 24 November.*ask about bees/);
});

test('a canceled meeting has no date, and keeps its notes', async () => {
  await plan(contact, { meeting_on: '2026-11-24', notes: 'ask about bees' });
  const page = await visitor.submit(await edit(contact), /cancellation$/);
  expect(page.text).toMatch(/No date yet.*ask about bees/);
});

test('canceling a meeting that was moved in another tab asks for confirmation', async () => {
  await plan(contact, { meeting_on: '2026-11-24' });
  const stale = await edit(contact);
  await plan(contact, { meeting_on: '2026-11-28' });
  const asked = await visitor.submit(stale, /cancellation$/);
  expect(asked.status).toBe(409);
  expect(asked.html).toContain('value="2026-11-28"');
  expect((await visitor.submit(asked, /cancellation$/)).text).not.toContain('November 2026');
});

test('a meeting whose day is over is past, and another one can be planned', async () => {
  await plan(contact, { meeting_on: '2026-11-24', notes: 'old notes' });
  now = new Date('2026-11-25T09:00:00Z');
  const page = await visitor.get(contact.path);
  expect(page.text).toMatch(/No meeting planned.*Past meetings yesterday.*old notes/);
  const form = await edit(contact);
  expect(form.forms.find(({ action }) => action.endsWith('meeting'))!.fields).toMatchObject({
    meeting_on: '',
    notes: '',
  });
  const next = await plan(contact, { meeting_on: '2026-12-24', notes: 'new notes' });
  expect(next.text).toMatch(/24 December 2026.*new notes.*Past meetings yesterday.*old notes/);
});

test('after a meeting, the page asks what you talked about until you record it', async () => {
  await plan(contact, { meeting_on: '2026-11-24' });
  now = new Date('2026-11-25T09:00:00Z');
  const page = await visitor.get(contact.path);
  expect(page.text).toContain('You met yesterday . What did you talk about?');
  expect(page.links).toContain('#description');
  expect(page.text).not.toContain('No conversations yet');
  expect(page.html).toMatch(/name="interacted_on" type="date" value="2026-11-24"[^>]* max="2026-11-25"/);
  const recorded = await visitor.submit(page, /interactions$/, { description: 'bees' });
  expect(recorded.text).toMatch(/You last spoke yesterday/);
  expect(recorded.links).not.toContain('#description');
  expect(recorded.html).toMatch(/name="interacted_on" type="date" value="2026-11-25"/);
});

test('the page doesn’t ask about a meeting long ago', async () => {
  await plan(contact, { meeting_on: '2026-11-24' });
  now = new Date('2027-02-25T09:00:00Z');
  expect((await visitor.get(contact.path)).text).toContain('No conversations yet');
});

test.each<[string, Record<string, string>, string]>([
  ['a date that does not exist', { meeting_on: '2026-02-30' }, 'meeting_on'],
  ['a date that has passed', { meeting_on: '2026-11-19' }, 'meeting_on'],
  ['a time that does not exist', { meeting_on: '2026-11-24', meeting_time: '25:00' }, 'meeting_time'],
  ['a time without a date', { meeting_time: '09:30' }, 'meeting_on'],
  ['notes that are one byte too long', { notes: `${'x'.repeat(102_400)}y` }, 'notes'],
  ['a NUL in the notes', { notes: 'a\0b' }, 'notes'],
])('%s is a fault beside its field, and what was typed is kept', async (_what, fields, field) => {
  const page = await plan(contact, { notes: 'kept', ...fields });
  expect(page.status).toBe(422);
  expect(page.links).toContain(`#${field}`);
  expect(page.html).toContain(`id="${field}-fault"`);
  if (!fields.notes) expect(page.html).toContain('\nkept</textarea>');
  expect((await visitor.get(contact.path)).text).toContain('No meeting planned');
});

test('100 kB of notes in any script are saved unchanged', async () => {
  const notes = '好'.repeat(34_133);
  await plan(contact, { notes });
  expect((await edit(contact)).html).toContain(`\n${notes}</textarea>`);
});

test('notes that begin with an empty line keep it in the form', async () => {
  await plan(contact, { notes: '\n    indented' });
  expect((await edit(contact)).html).toContain('\n\n    indented</textarea>');
});
