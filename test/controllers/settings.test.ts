import { startApp, type TestApp } from '../support/app';
import type { Page, Visitor } from '../support/visitor';

let app: TestApp;
let visitor: Visitor;
let bystander: Visitor;

beforeAll(async () => {
  app = await startApp({ worker: true });
  ({ visitor } = await app.signedIn({ timeZone: 'Europe/Berlin' }));
  bystander = (await app.signedIn({ timeZone: 'Asia/Tokyo' })).visitor;
});
afterAll(() => app.stop());
afterEach(async () => {
  expect(fieldsOf(await bystander.get('/settings'))).toMatchObject({
    time_zone: 'Asia/Tokyo',
    morning_hour: '7',
  });
});

const fieldsOf = (page: Page) => page.forms.find(({ action }) => action === '/settings')!.fields;
const save = async (fields: Record<string, string>) =>
  visitor.submit(await visitor.get('/settings'), '/settings', fields);

test('settings are saved, and what was not changed stays', async () => {
  const page = await save({ time_zone: 'America/New_York', morning_hour: '5', locale: 'de' });
  expect(page.text).toContain('Saved.');
  expect(fieldsOf(page)).toMatchObject({
    time_zone: 'America/New_York',
    morning_hour: '5',
    locale: 'de',
    morning_email: 'on',
  });
});

test('the morning email can be turned off and on', async () => {
  const form = fieldsOf(await visitor.get('/settings'));
  const off = await visitor.post('/settings', { ...form, morning_email: 'off' });
  expect(fieldsOf(off).morning_email).toBe('off');
  expect(fieldsOf(await save({ morning_email: 'on' })).morning_email).toBe('on');
});

test.each([
  ['time_zone', 'Europe/Atlantis'],
  ['time_zone', '<b>'],
  ['locale', 'xx-nonsense-!'],
  ['morning_hour', '24'],
  ['morning_hour', ''],
])('%s %j is a fault beside its field, and nothing is saved', async (field, value) => {
  const before = fieldsOf(await visitor.get('/settings'));
  const page = await save({ [field]: value });
  expect(page.status).toBe(422);
  expect(page.html).toContain(`id="${field}-fault"`);
  const { seen, token, ...after } = fieldsOf(await visitor.get('/settings'));
  expect(before).toMatchObject(after);
});

test('two tabs that set another hour are a conflict, to choose from', async () => {
  const [one, two] = [await visitor.get('/settings'), await visitor.get('/settings')];
  await visitor.submit(one, '/settings', { morning_hour: '9' });
  const conflict = await visitor.submit(two, '/settings', { morning_hour: '10' });
  expect(conflict.status).toBe(409);
  const page = await visitor.submit(conflict, '/settings', { 'choice.morning_hour': 'theirs' });
  expect(fieldsOf(page).morning_hour).toBe('9');
});
