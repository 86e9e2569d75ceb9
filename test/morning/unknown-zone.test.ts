import { openAccount } from '../../src/accounts/open-account';
import { createMornings, type Mornings, nothing } from '../support/mornings';

let morning: Mornings;
beforeEach(async () => {
  morning = await createMornings();
});
afterEach(() => morning.stop());

test('an account whose time zone this Node doesn’t know gets its email by UTC, and others are not affected', async () => {
  const ann = await morning.open();
  const opening = { email: 'lost@example.org', passwordHash: '-', timeZone: 'PST', locale: 'en' };
  const opened = await openAccount(morning.kith, { ...opening, at: new Date('2026-11-23T11:00:00Z') });
  if (typeof opened === 'string') throw new Error(opened);
  const lost = { ...opened, email: opening.email };
  for (const person of [lost, ann]) await morning.meets(person, 'Bob', { meeting_on: '2026-11-24' });

  morning.at('2026-11-24T06:00:00Z');
  expect(await morning.run()).toEqual({ ...nothing, sent: 1 });
  expect(morning.received(ann)).toHaveLength(1);
  morning.at('2026-11-24T07:00:00Z');
  expect(await morning.run()).toEqual({ ...nothing, sent: 1 });
  expect(morning.received(lost)).toHaveLength(1);
  expect(await morning.outcomes(lost)).toEqual(['sent 2026-11-24']);
});
