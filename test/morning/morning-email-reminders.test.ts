import { changeSettings } from '../../src/domain/commands/change-settings';
import { chooseStayInTouch } from '../../src/domain/commands/choose-stay-in-touch';
import { deleteContact } from '../../src/domain/commands/delete-contact';
import { recordInteraction } from '../../src/domain/commands/record-interaction';
import { removeInteraction } from '../../src/domain/commands/remove-interaction';
import { expectEqualToOracle } from '../oracle/compare';
import { createMornings, type Mornings, nothing, type Person } from '../support/mornings';

let morning: Mornings;
let ann: Person;
let bystander: Person;

const today = '2026-11-24';
const seven = '2026-11-24T06:00:00Z';
const nextMorning = '2026-11-25T06:00:00Z';

beforeEach(async () => {
  morning = await createMornings();
  morning.at('2026-11-21T11:00:00Z');
  ann = await morning.open({ stay_in_touch_email: true });
  // Also wants to stay in touch, but without reminders by email.
  bystander = await morning.open();
  await morning.counts(bystander, 'Bystander', 1);
});

afterEach(async () => {
  expect(morning.received(bystander)).toEqual([]);
  expect(await morning.reminded(bystander)).toEqual([]);
  await expectEqualToOracle(morning.pool, bystander.accountId);
  await morning.stop();
});

const at = (now: string, options = {}) => {
  morning.at(now);
  return morning.run(options);
};

test('one email has all meetings of the day, by time, and all due reminders', async () => {
  await morning.meets(ann, 'Carol', { meeting_on: today });
  await morning.meets(ann, 'Dan', { meeting_on: today, meeting_time: '09:30', notes: 'Ask about **Rome**.' });
  await morning.meets(ann, 'Eve', { meeting_on: '2026-11-25' });
  const bob = await morning.counts(ann, 'Bob', 3, 'bob@example.org');
  const frida = await morning.counts(ann, 'Frida', 2);
  await morning.counts(ann, 'Not yet', 4);
  expect(await at('2026-11-24T05:59:00Z')).toEqual(nothing);
  expect(await at(seven)).toEqual({ ...nothing, sent: 1 });
  const [mail, ...others] = morning.smtp.mails;
  expect(others).toEqual([]);
  expect(mail!.parsed.subject).toBe('Today: Dan and Carol · Stay in touch: Frida and Bob');
  expect(mail!.parsed.text).toMatch(
    /Dan, 09:30.*Ask about \*\*Rome\*\*.*Carol.*Time to get in touch.*Frida.*Bob/s,
  );
  expect(mail!.parsed.html).toContain('href="mailto:bob@example.org"');
  for (const part of [mail!.parsed.text, mail!.parsed.html]) {
    expect(part).toContain('https://kith.example.org/contacts/Frida');
    expect(part).not.toMatch(/Eve|Not yet|null|undefined/);
  }
  expect(await morning.outcomes(ann)).toEqual([`sent ${today}`, `sent ${today}`]);
  expect(await morning.reminded(ann)).toEqual(['sent 2026-11-23', 'sent 2026-11-24']);
  const { rows } = await morning.pool.query(
    `select e.subject, e.payload ->> 'message_id' as id, e.metadata from events e
      join entities s on s.id = e.entity_id where s.name = 'morning-email' order by position`,
  );
  expect(new Set(rows.map(({ id }) => id))).toEqual(new Set([mail!.parsed.messageId]));
  expect(rows.slice(2)).toMatchObject([
    { subject: frida, metadata: { command: 'record-reminders', job: 'test' } },
    { subject: bob },
  ]);
  expect(await morning.claims()).toEqual([]);
});

test('a reminder is not repeated until an interaction changes its due day', async () => {
  const bob = await morning.counts(ann, 'Bob', 3);
  expect(await at(seven)).toEqual({ ...nothing, sent: 1 });
  expect(morning.received(ann)).toEqual(['Stay in touch: Bob']);
  expect(await at(seven)).toEqual(nothing);
  await morning.project(ann);
  expect(await at(nextMorning)).toEqual(nothing);
  await morning.does(ann, recordInteraction, { contact: bob });
  await morning.project(ann);
  expect(await at('2026-11-28T06:00:00Z')).toEqual({ ...nothing, sent: 1 });
  expect(await morning.reminded(ann)).toEqual(['sent 2026-11-24', 'sent 2026-11-28']);
});

test('a reminder that becomes due by a change after the morning waits for the next morning', async () => {
  const bob = await morning.counts(ann, 'Bob', 3);
  await morning.does(ann, recordInteraction, { contact: bob });
  await morning.project(ann);
  const { rows } = await morning.pool.query('select interaction from projected_interactions');
  morning.at('2026-11-24T08:00:00Z');
  await morning.does(ann, removeInteraction, { contact: bob, interaction: rows[0].interaction });
  await morning.project(ann);
  expect(await at('2026-11-24T08:01:00Z')).toEqual({ ...nothing });
  expect(await at(nextMorning)).toEqual({ ...nothing, sent: 1 });
});

test('reminders that are turned on after the morning start the next morning', async () => {
  const otto = await morning.open();
  await morning.counts(otto, 'Bob', 1);
  morning.at('2026-11-24T08:00:00Z');
  await morning.does(otto, changeSettings, { stay_in_touch_email: true });
  await morning.project(otto);
  expect(await at('2026-11-24T08:01:00Z')).toEqual(nothing);
  await morning.meets(otto, 'Carol', { meeting_on: today });
  expect(await at('2026-11-24T08:02:00Z')).toEqual({ ...nothing, sent: 1 });
  expect(await at(nextMorning)).toEqual({ ...nothing, sent: 1 });
  expect(morning.received(otto)).toEqual(['Today: Carol', 'Stay in touch: Bob']);
});

test('with emails about meetings turned off, the email has reminders only', async () => {
  const otto = await morning.open({ morning_email: false, stay_in_touch_email: true });
  await morning.meets(otto, 'Carol', { meeting_on: today });
  await morning.counts(otto, 'Bob', 1);
  expect(await at(seven)).toEqual({ ...nothing, sent: 1 });
  expect(morning.received(otto)).toEqual(['Stay in touch: Bob']);
  expect(await morning.outcomes(otto)).toEqual([]);
});

test('there is no reminder for a contact who is met that day, or who is deleted', async () => {
  const bob = await morning.meets(ann, 'Bob', { meeting_on: today });
  await morning.does(ann, chooseStayInTouch, { contact: bob, every_days: 1 });
  const carol = await morning.counts(ann, 'Carol', 1);
  await morning.does(ann, deleteContact, { contact: carol });
  // The projections haven't seen that yet.
  expect(await at(seven)).toEqual({ ...nothing, sent: 1 });
  expect(morning.received(ann)).toEqual(['Today: Bob']);
  expect(await morning.reminded(ann)).toEqual([]);
});

test('a missed morning is caught up later that day; reminders are also sent after that day', async () => {
  await morning.meets(ann, 'Carol', { meeting_on: today });
  await morning.counts(ann, 'Bob', 3);
  expect(await at('2026-11-24T20:00:00Z')).toEqual({ ...nothing, sent: 1 });
  await morning.meets(ann, 'Dan', { meeting_on: '2026-11-25' });
  morning.at('2026-11-24T21:00:00Z');
  await morning.counts(ann, 'Eve', 1);
  expect(await at('2026-11-26T06:00:00Z')).toEqual({ ...nothing, sent: 1, missed: 1 });
  expect(morning.received(ann)).toEqual(['Today: Carol · Stay in touch: Bob', 'Stay in touch: Eve']);
  expect(await morning.outcomes(ann)).toEqual([`sent ${today}`, 'missed 2026-11-25 day-over']);
});

describe('the outcome of the email is recorded for everything in it', () => {
  beforeEach(async () => {
    await morning.meets(ann, 'Carol', { meeting_on: today });
    await morning.meets(ann, 'Dan', { meeting_on: today });
    await morning.counts(ann, 'Bob', 3);
  });

  test('refused permanently', async () => {
    morning.smtp.switches.refuse = [ann.email];
    expect(await at(seven)).toEqual({ ...nothing, missed: 1 });
    await morning.project(ann);
    expect(await at(nextMorning)).toEqual(nothing);
    expect(await morning.outcomes(ann)).toEqual([`missed ${today} refused`, `missed ${today} refused`]);
    expect(await morning.reminded(ann)).toEqual(['refused 2026-11-24']);
  });

  test('uncertain', async () => {
    morning.smtp.switches.dropAfterData = true;
    expect(await at(seven)).toEqual({ ...nothing, uncertain: 1 });
    morning.smtp.switches.dropAfterData = false;
    expect(await at('2026-11-24T06:01:00Z', { lease: 0 })).toEqual(nothing);
    expect(await morning.outcomes(ann)).toEqual([`uncertain ${today}`, `uncertain ${today}`]);
    expect(await morning.reminded(ann)).toEqual(['uncertain 2026-11-24']);
    expect(await morning.claims()).toEqual([]);
  });

  test('busy or unreachable: the next run sends it', async () => {
    morning.smtp.switches.busyFor = [ann.email];
    expect(await at(seven)).toEqual({ ...nothing, waiting: 1 });
    morning.smtp.switches.busyFor = [];
    await morning.smtp.stop();
    expect(await at(seven)).toEqual({ ...nothing, waiting: 1, unreachable: true });
    await morning.smtp.start();
    expect(await morning.claims()).toEqual([]);
    expect(await at(seven)).toEqual({ ...nothing, sent: 1 });
  });
});
