import { editContact } from '../../src/commands/edit-contact';
import { cancelMeeting, planMeeting } from '../../src/commands/plan-meeting';
import { createPool } from '../../src/database/pool';
import { append } from '../../src/event-store/append';
import { meetingCancelled } from '../support/happened';
import { holdBefore, untilBlocked } from '../support/hold';
import { createMornings, type Mornings, nothing, type Person } from '../support/mornings';

let morning: Mornings;
let ann: Person;
let bystander: Person;
let bob: number;

const today = '2026-11-24';
const seven = '2026-11-24T06:00:00Z';

beforeEach(async () => {
  morning = await createMornings();
  ann = await morning.open();
  bob = await morning.meets(ann, 'Bob', { meeting_on: today });
  bystander = await morning.open();
  await morning.meets(bystander, 'Bystander', { meeting_on: '2150-12-24' });
  morning.at(seven);
});

afterEach(async () => {
  expect(await morning.outcomes(bystander)).toEqual([]);
  await morning.stop();
});

const claiming = /insert into mail_claims/;
const handingOver = /update mail_claims set handed_over_at/;
const recording = /update streams( s)?\s+set head/;

/** Runs up to the statement, lets something happen, and goes on. */
async function runAround(statement: RegExp, meanwhile: () => Promise<unknown>) {
  const held = holdBefore(morning.pool, statement);
  const running = morning.run({ pool: held.pool });
  await held.reached;
  await meanwhile();
  held.goOn();
  return running;
}

test('two runs at once: one mail a meeting', async () => {
  const people = [ann];
  for (let person = 0; person < 10; person++) {
    const one = await morning.open();
    await morning.meets(one, 'Bob', { meeting_on: today });
    people.push(one);
  }
  const other = createPool(morning.url);
  const runs = await Promise.all([morning.run(), morning.run({ pool: other }), morning.run()]);
  await other.end();
  expect(runs.reduce((sum, { sent }) => sum + sent, 0)).toBe(11);
  for (const person of people) {
    expect(morning.received(person)).toEqual(['Today: Bob']);
    expect(await morning.outcomes(person)).toEqual([`sent ${today}`]);
  }
  expect(await morning.claims()).toEqual([]);
});

test('a run that claims while another has the claim sends nothing', async () => {
  const held = holdBefore(morning.pool, handingOver);
  const first = morning.run({ pool: held.pool });
  await held.reached;
  expect(await morning.run()).toEqual(nothing);
  held.goOn();
  expect(await first).toEqual({ ...nothing, sent: 1 });
  expect(morning.received(ann)).toEqual(['Today: Bob']);
});

test('cancelled between the look and the claim, its projection behind: not mailed', async () => {
  const summary = await runAround(claiming, () => morning.does(ann, cancelMeeting, { contact: bob }));
  expect(summary).toEqual(nothing);
  expect(morning.smtp.connections).toBe(0);
  expect(await morning.claims()).toEqual([]);
});

test('moved between the look and the claim: not mailed before its new day', async () => {
  const move = () => morning.does(ann, planMeeting, { contact: bob, meeting_on: '2026-11-25' });
  expect(await runAround(claiming, move)).toEqual(nothing);
  morning.at('2026-11-25T06:00:00Z');
  await morning.project(ann);
  expect(await morning.run()).toEqual({ ...nothing, sent: 1 });
});

test('cancelled in the very moment of the claim: the claim waits for the append, and is not made', async () => {
  const appending = await morning.pool.connect();
  await appending.query('begin');
  const events = [meetingCancelled(bob, bob + 1)];
  await append(morning.kith, { ...ann, head: bob + 1, events }, appending);
  const running = morning.run();
  await untilBlocked(morning.pool);
  await appending.query('commit');
  appending.release();
  expect(await running).toEqual(nothing);
  expect(morning.smtp.connections).toBe(0);
});

test('something else happens between the look and the claim: mailed all the same, as it is then', async () => {
  const rename = () => morning.does(ann, editContact, { contact: bob, name: 'Rob' });
  expect(await runAround(claiming, rename)).toEqual({ ...nothing, sent: 1 });
  expect(morning.received(ann)).toEqual(['Today: Rob']);
});

test('renamed between the mail and its event, and another Bob created: no second mail', async () => {
  const summary = await runAround(recording, async () => {
    expect(morning.received(ann)).toEqual(['Today: Bob']);
    await morning.does(ann, editContact, { contact: bob, name: 'Rob' });
    await morning.meets(ann, 'Bob', { meeting_on: '2150-12-24' });
  });
  expect(summary).toEqual({ ...nothing, sent: 1 });
  await morning.project(ann);
  const { rows } = await morning.pool.query(
    'select contact_name from projected_meeting_notes_emails where account_id = $1',
    [ann.accountId],
  );
  expect(rows).toEqual([{ contact_name: 'Bob' }]);
  expect(await morning.run()).toEqual(nothing);
  expect(await morning.outcomes(ann)).toEqual([`sent ${today}`]);
});

test('cancelled between the mail and its event: what was sent is recorded as sent', async () => {
  const cancel = () => morning.does(ann, cancelMeeting, { contact: bob });
  expect(await runAround(recording, cancel)).toEqual({ ...nothing, sent: 1 });
  expect(await morning.outcomes(ann)).toEqual([`sent ${today}`]);
});

test('a run that was taken for dead before its hand-over sends nothing when it wakes', async () => {
  let other = nothing;
  const late = await runAround(handingOver, async () => {
    other = await morning.run({ lease: 0 });
  });
  expect(other).toEqual({ ...nothing, sent: 1 });
  expect(late).toEqual(nothing);
  expect(morning.received(ann)).toEqual(['Today: Bob']);
  expect(await morning.claims()).toEqual([]);
});

test('a run that was taken for dead after its hand-over adds nothing to what was recorded', async () => {
  let other = nothing;
  const late = await runAround(recording, async () => {
    other = await morning.run({ lease: 0 });
  });
  expect(other).toEqual({ ...nothing, uncertain: 1 });
  expect(late).toEqual({ ...nothing, sent: 1 });
  expect(await morning.outcomes(ann)).toEqual([`uncertain ${today}`]);
  expect(await morning.claims()).toEqual([]);
});

test('a mail whose fate is open keeps the next day’s waiting, so that days are recorded in order', async () => {
  const early = holdBefore(morning.pool, claiming);
  const nextDay = morning.run({ pool: early.pool });
  await early.reached;
  await runAround(recording, async () => {
    await morning.does(ann, planMeeting, { contact: bob, meeting_on: '2026-11-25' });
    await morning.project(ann);
    morning.at('2026-11-25T06:00:00Z');
    early.goOn();
    expect(await nextDay).toEqual(nothing);
    expect(await morning.run()).toEqual(nothing);
  });
  expect(await morning.run()).toEqual({ ...nothing, sent: 1 });
  expect(await morning.outcomes(ann)).toEqual([`sent ${today}`, 'sent 2026-11-25']);
});

test('handed over before midnight, with no answer until after it: never recorded as missed', async () => {
  const summary = await runAround(recording, async () => {
    morning.at('2026-11-24T23:00:00Z');
    expect(await morning.run()).toEqual(nothing);
  });
  expect(summary).toEqual({ ...nothing, sent: 1 });
  expect(await morning.outcomes(ann)).toEqual([`sent ${today}`]);
});

test('the database goes away as the mail is to be handed over: nothing leaves, and the next run sends it', async () => {
  const failing = new Proxy(morning.pool, {
    get: (pool, property) =>
      property === 'query'
        ? async (...args: [never]) => {
            if (handingOver.test(String(args[0]))) throw new Error('Connection terminated');
            return pool.query(...args);
          }
        : Reflect.get(pool, property),
  });
  expect(await morning.run({ pool: failing })).toEqual({ ...nothing, waiting: 1, failed: true });
  expect(morning.smtp.contentBytes).toBe(0);
  expect(await morning.claims()).toEqual([]);
  expect(await morning.run()).toEqual({ ...nothing, sent: 1 });
});
