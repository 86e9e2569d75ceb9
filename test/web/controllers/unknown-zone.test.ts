import { startApp, type TestApp } from '../../support/app';
import type { Page, Visitor } from '../../support/visitor';

let app: TestApp;
let visitor: Visitor;
let bystander: Visitor;

/** The account's time zone has a name that Node no longer accepts. */
beforeAll(async () => {
  app = await startApp({ worker: true });
  ({ visitor } = await app.signedIn({ timeZone: 'PST' }));
  bystander = (await app.signedIn({ timeZone: 'Asia/Tokyo' })).visitor;
});
afterAll(() => app.stop());

const zoneOn = (page: Page) => page.forms.find(({ action }) => action === '/settings')!.fields.time_zone;

test('an account with a time zone unknown to Node works in UTC, and can choose another one', async () => {
  await visitor.submit(await visitor.get('/contacts/new'), '/contacts', { name: 'Bob' });
  const planned = await visitor.submit(
    await visitor.get('/contacts/Bob/meeting/edit'),
    '/contacts/Bob/meeting',
    { meeting_on: '2150-11-24', meeting_time: '09:30' },
  );
  expect([planned.status, planned.path]).toEqual([200, '/contacts/Bob']);
  expect(planned.text).toContain('09:30');
  expect((await visitor.get('/contacts')).text).toContain('Bob');

  const settings = await visitor.get('/settings');
  expect(zoneOn(settings)).toBe('UTC');
  const saved = await visitor.submit(settings, '/settings', { time_zone: 'Europe/Lisbon' });
  expect(saved.text).toContain('Saved.');
  expect(zoneOn(saved)).toBe('Europe/Lisbon');
  expect(zoneOn(await bystander.get('/settings'))).toBe('Asia/Tokyo');
});

test('an unknown time zone can’t be chosen', async () => {
  const form = await bystander.get('/settings');
  const refused = await bystander.submit(form, '/settings', { time_zone: 'PST' });
  expect(refused.status).toBe(422);
  expect(zoneOn(await bystander.get('/settings'))).toBe('Asia/Tokyo');
});
