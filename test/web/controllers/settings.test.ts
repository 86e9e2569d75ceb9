import { startApp, type TestApp } from '../../support/app';
import type { Page, Visitor } from '../../support/visitor';

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

test('settings are saved, and those that weren’t changed stay', async () => {
  const page = await save({ time_zone: 'America/New_York', morning_hour: '5', locale: 'de' });
  expect(page.text).toContain('Saved.');
  expect(fieldsOf(page)).toMatchObject({
    time_zone: 'America/New_York',
    morning_hour: '5',
    locale: 'de',
    morning_email: 'on',
  });
});

test('the date format and the appearance apply to all pages of the account, and to no other account', async () => {
  const page = await save({ date_format: 'year-month-day', appearance: 'dark', stay_in_touch_email: 'on' });
  expect(fieldsOf(page)).toMatchObject({
    date_format: 'year-month-day',
    appearance: 'dark',
    stay_in_touch_email: 'on',
  });
  expect(page.html).toContain('data-appearance="dark"');
  const today = new Date().toISOString().slice(0, 8);
  expect(page.text).toContain(`Year, month, day: `);
  await visitor.submit(await visitor.get('/contacts/new'), '/contacts', { name: 'Bob' });
  const bob = await visitor.get('/contacts/Bob');
  await visitor.submit(bob, '/contacts/Bob/interactions', { description: 'Rowing' });
  expect((await visitor.get('/contacts/Bob')).html).toMatch(new RegExp(`title="\\S+ ${today}`));

  // Also on pages that read no account: an error page, and the sign-in page.
  expect((await visitor.get('/nowhere')).html).toContain('data-appearance="dark"');
  await visitor.submit(await visitor.get('/settings'), '/sign-out');
  expect((await visitor.get('/sign-in')).html).toContain('data-appearance="dark"');
  expect((await bystander.get('/settings')).html).not.toContain('data-appearance');
  visitor.cookies.clear();
  await visitor.post('/sign-in', { email: 'person-1@example.org', password: 'correct horse' });
  const back = await save({ appearance: 'system', date_format: 'locale', stay_in_touch_email: 'off' });
  expect(back.html).not.toContain('data-appearance');
  expect((await visitor.get('/nowhere')).html).not.toContain('data-appearance');
});

test('an invalid appearance cookie is ignored', async () => {
  const stranger = app.visitor();
  stranger.cookies.set('kith-appearance', 'x"onclick=1');
  expect((await stranger.get('/sign-in')).html).not.toContain('data-appearance');
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
  ['date_format', 'backwards'],
  ['appearance', 'plaid'],
  ['morning_hour', ''],
])('%s %j is a fault beside its field, and nothing is saved', async (field, value) => {
  const before = fieldsOf(await visitor.get('/settings'));
  const page = await save({ [field]: value });
  expect(page.status).toBe(422);
  expect(page.html).toContain(`id="${field}-fault"`);
  const { seen, token, ...after } = fieldsOf(await visitor.get('/settings'));
  expect(before).toMatchObject(after);
});

test('two tabs with different settings are a conflict, shown with the form’s labels', async () => {
  const [one, two] = [await visitor.get('/settings'), await visitor.get('/settings')];
  await visitor.submit(one, '/settings', { morning_hour: '9', morning_email: 'off', locale: 'fr' });
  const conflict = await visitor.submit(two, '/settings', {
    morning_hour: '10',
    morning_email: 'on',
    locale: 'en-GB',
    appearance: 'light',
  });
  expect(conflict.status).toBe(409);
  expect(conflict.text).toContain('My morning starts at');
  expect(conflict.text).toMatch(/saved version\s+09:00\s.*\s10:00/);
  expect(conflict.text).toMatch(/Language\s+Keep the saved version\s+Français.*British English/);
  expect(conflict.text).not.toMatch(/Appearance|Time zone/);
  const page = await visitor.submit(conflict, '/settings', {
    'choice.morning_hour': 'theirs',
    'choice.locale': 'yours',
  });
  expect(fieldsOf(page)).toMatchObject({ morning_hour: '9', locale: 'en-GB', appearance: 'light' });
});
