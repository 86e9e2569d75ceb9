import { changeSettings } from '../../src/commands/change-settings';
import { chooseStayInTouch } from '../../src/commands/choose-stay-in-touch';
import { createContact } from '../../src/commands/create-contact';
import { deleteContact } from '../../src/commands/delete-contact';
import { editContact } from '../../src/commands/edit-contact';
import { forgetContact } from '../../src/commands/forget-contact';
import { cancelMeeting } from '../../src/commands/plan-meeting';
import { recordInteraction } from '../../src/commands/record-interaction';
import { removeInteraction } from '../../src/commands/remove-interaction';
import { createPool } from '../../src/database/pool';
import { execute } from '../../src/deciding/execute';
import { expectEqualToOracle } from '../oracle/compare';
import { holdBefore } from '../support/hold';
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
  // Counts days as well, and wants no mail of it.
  bystander = await morning.open();
  await counts(bystander, 'Bystander', 1);
});

afterEach(async () => {
  expect(morning.received(bystander)).toEqual([]);
  expect(await reminded(bystander)).toEqual([]);
  await expectEqualToOracle(morning.pool, bystander.accountId);
  await morning.stop();
});

const at = (now: string, options = {}) => {
  morning.at(now);
  return morning.run(options);
};

/** Somebody to be in touch with, from now on; tells the contact's subject. */
async function counts(person: Person, name: string, every_days: number, methods = ''): Promise<number> {
  const input = { name, contact_methods: methods };
  const { subject } = await execute(morning.kith, person, createContact, input, { at: morning.kith.clock() });
  await morning.does(person, chooseStayInTouch, { contact: subject!, every_days });
  await morning.project(person);
  return subject!;
}

/** What the log says of reminders: "sent 2026-11-24". */
async function reminded({ accountId }: Person): Promise<string[]> {
  const { rows } = await morning.pool.query<{ told: string }>(
    `select concat_ws(' ', payload ->> 'outcome', payload ->> 'due_on') as told
      from events join event_types t on t.id = event_type_id
      where account_id = $1 and t.name = 'stay-in-touch-reminded' order by position`,
    [accountId],
  );
  return rows.map(({ told }) => told);
}

async function messageIds(): Promise<string[]> {
  const { rows } = await morning.pool.query(
    `select distinct payload ->> 'message_id' as id from events where payload ? 'message_id'`,
  );
  return rows.map(({ id }) => id);
}

test('one mail has all meetings of the day, in their order, and those whose day has come', async () => {
  await morning.meets(ann, 'Carol', { meeting_on: today });
  await morning.meets(ann, 'Dan', { meeting_on: today, meeting_time: '09:30', notes: 'Ask about **Rome**.' });
  await morning.meets(ann, 'Eve', { meeting_on: '2026-11-25' });
  const bob = await counts(ann, 'Bob', 3, 'bob@example.org');
  const frida = await counts(ann, 'Frida', 2);
  await counts(ann, 'Not yet', 4);
  expect(await at('2026-11-24T05:59:00Z')).toEqual(nothing);
  expect(await at(seven)).toEqual({ ...nothing, sent: 1 });
  const [mail, ...others] = morning.smtp.mails;
  expect(others).toEqual([]);
  expect(mail!.parsed.subject).toBe('Today: Dan and Carol · Stay in touch: Frida and Bob');
  expect(mail!.parsed.text).toMatch(
    /Dan, 09:30.*Ask about \*\*Rome\*\*.*Carol.*wanted to be in touch.*Frida.*Bob/s,
  );
  expect(mail!.parsed.html).toContain('href="mailto:bob@example.org"');
  for (const part of [mail!.parsed.text, mail!.parsed.html]) {
    expect(part).toContain('https://kith.example.org/contacts/Frida');
    expect(part).not.toMatch(/Eve|Not yet|null|undefined/);
  }
  expect(await morning.outcomes(ann)).toEqual([`sent ${today}`, `sent ${today}`]);
  expect(await reminded(ann)).toEqual(['sent 2026-11-23', 'sent 2026-11-24']);
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

test('whoever was mentioned is not again, until an interaction has made it another day', async () => {
  const bob = await counts(ann, 'Bob', 3);
  expect(await at(seven)).toEqual({ ...nothing, sent: 1 });
  expect(morning.received(ann)).toEqual(['Stay in touch: Bob']);
  expect(await at(seven)).toEqual(nothing);
  await morning.project(ann);
  expect(await at(nextMorning)).toEqual(nothing);
  await morning.does(ann, recordInteraction, { contact: bob });
  await morning.project(ann);
  expect(await at('2026-11-28T06:00:00Z')).toEqual({ ...nothing, sent: 1 });
  expect(await reminded(ann)).toEqual(['sent 2026-11-24', 'sent 2026-11-28']);
});

test('one meeting alone comes as it always did; one planned later that day at once', async () => {
  await morning.meets(ann, 'Carol', { meeting_on: today });
  expect(await at(seven)).toEqual({ ...nothing, sent: 1 });
  await morning.project(ann);
  morning.at('2026-11-24T10:00:00Z');
  await morning.meets(ann, 'Dan', { meeting_on: today });
  expect(await at('2026-11-24T10:01:00Z')).toEqual({ ...nothing, sent: 1 });
  expect(morning.received(ann)).toEqual(['Today: Carol', 'Today: Dan']);
});

test('whose turn comes by what happens after the morning waits for the next', async () => {
  const bob = await counts(ann, 'Bob', 3);
  await morning.does(ann, recordInteraction, { contact: bob });
  await morning.project(ann);
  const { rows } = await morning.pool.query('select interaction from projected_interactions');
  morning.at('2026-11-24T08:00:00Z');
  await morning.does(ann, removeInteraction, { contact: bob, interaction: rows[0].interaction });
  await morning.project(ann);
  expect(await at('2026-11-24T08:01:00Z')).toEqual({ ...nothing });
  expect(await at(nextMorning)).toEqual({ ...nothing, sent: 1 });
});

test('switched on after the morning, it begins with the next', async () => {
  const otto = await morning.open();
  await counts(otto, 'Bob', 1);
  morning.at('2026-11-24T08:00:00Z');
  await morning.does(otto, changeSettings, { stay_in_touch_email: true });
  await morning.project(otto);
  expect(await at('2026-11-24T08:01:00Z')).toEqual(nothing);
  await morning.meets(otto, 'Carol', { meeting_on: today });
  expect(await at('2026-11-24T08:02:00Z')).toEqual({ ...nothing, sent: 1 });
  expect(await at(nextMorning)).toEqual({ ...nothing, sent: 1 });
  expect(morning.received(otto)).toEqual(['Today: Carol', 'Stay in touch: Bob']);
});

test('without the notes of meetings, it is about the others alone', async () => {
  const otto = await morning.open({ morning_email: false, stay_in_touch_email: true });
  await morning.meets(otto, 'Carol', { meeting_on: today });
  await counts(otto, 'Bob', 1);
  expect(await at(seven)).toEqual({ ...nothing, sent: 1 });
  expect(morning.received(otto)).toEqual(['Stay in touch: Bob']);
  expect(await morning.outcomes(otto)).toEqual([]);
});

test('who is met that day is not mentioned beside it; who is deleted is not at all', async () => {
  const bob = await morning.meets(ann, 'Bob', { meeting_on: today });
  await morning.does(ann, chooseStayInTouch, { contact: bob, every_days: 1 });
  const carol = await counts(ann, 'Carol', 1);
  await morning.does(ann, deleteContact, { contact: carol });
  // The projections don't know of that yet.
  expect(await at(seven)).toEqual({ ...nothing, sent: 1 });
  expect(morning.received(ann)).toEqual(['Today: Bob']);
  expect(await reminded(ann)).toEqual([]);
});

test('a morning that was missed is caught up that day; after it, people are mentioned all the same', async () => {
  await morning.meets(ann, 'Carol', { meeting_on: today });
  await counts(ann, 'Bob', 3);
  expect(await at('2026-11-24T20:00:00Z')).toEqual({ ...nothing, sent: 1 });
  await morning.meets(ann, 'Dan', { meeting_on: '2026-11-25' });
  morning.at('2026-11-24T21:00:00Z');
  await counts(ann, 'Eve', 1);
  expect(await at('2026-11-26T06:00:00Z')).toEqual({ ...nothing, sent: 1, missed: 1 });
  expect(morning.received(ann)).toEqual(['Today: Carol · Stay in touch: Bob', 'Stay in touch: Eve']);
  expect(await morning.outcomes(ann)).toEqual([`sent ${today}`, 'missed 2026-11-25 day-over']);
});

describe('what becomes of the one mail becomes of all that it tells', () => {
  beforeEach(async () => {
    await morning.meets(ann, 'Carol', { meeting_on: today });
    await morning.meets(ann, 'Dan', { meeting_on: today });
    await counts(ann, 'Bob', 3);
  });

  test('refused for good', async () => {
    morning.smtp.switches.refuse = [ann.email];
    expect(await at(seven)).toEqual({ ...nothing, missed: 1 });
    await morning.project(ann);
    expect(await at(nextMorning)).toEqual(nothing);
    expect(await morning.outcomes(ann)).toEqual([`missed ${today} refused`, `missed ${today} refused`]);
    expect(await reminded(ann)).toEqual(['refused 2026-11-24']);
  });

  test('uncertain', async () => {
    morning.smtp.switches.dropAfterData = true;
    expect(await at(seven)).toEqual({ ...nothing, uncertain: 1 });
    morning.smtp.switches.dropAfterData = false;
    expect(await at('2026-11-24T06:01:00Z', { lease: 0 })).toEqual(nothing);
    expect(await morning.outcomes(ann)).toEqual([`uncertain ${today}`, `uncertain ${today}`]);
    expect(await reminded(ann)).toEqual(['uncertain 2026-11-24']);
    expect(await morning.claims()).toEqual([]);
  });

  test('busy or unreachable: it comes with the next run', async () => {
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

describe('at once', () => {
  const handingOver = /update mail_claims set handed_over_at/;
  const recording = /update streams( s)?\s+set head/;
  let bob: number;
  let carol: number;

  beforeEach(async () => {
    carol = await morning.meets(ann, 'Carol', { meeting_on: today });
    bob = await counts(ann, 'Bob', 3);
    morning.at(seven);
  });

  async function runAround(statement: RegExp, meanwhile: () => Promise<unknown>, nth = 1) {
    const held = holdBefore(morning.pool, statement, nth);
    const running = morning.run({ pool: held.pool });
    await held.reached;
    await meanwhile();
    held.goOn();
    return running;
  }

  test('several runs: one mail', async () => {
    const other = createPool(morning.url);
    const runs = await Promise.all([morning.run(), morning.run({ pool: other }), morning.run()]);
    await other.end();
    expect(runs.reduce((sum, { sent }) => sum + sent, 0)).toBe(1);
    expect(morning.received(ann)).toEqual(['Today: Carol · Stay in touch: Bob']);
    expect(await morning.outcomes(ann)).toEqual([`sent ${today}`]);
    expect(await reminded(ann)).toEqual(['sent 2026-11-24']);
    expect(await morning.claims()).toEqual([]);
  });

  test('cancelled, renamed and spoken with before the claim: the mail is as it is then', async () => {
    const summary = await runAround(/insert into mail_claims/, async () => {
      await morning.does(ann, cancelMeeting, { contact: carol });
      await morning.does(ann, recordInteraction, { contact: bob });
    });
    expect(summary).toEqual(nothing);
    expect(morning.received(ann)).toEqual([]);
    expect(await morning.claims()).toEqual([]);
  });

  test('one of them is forgotten before the hand-over: nothing leaves, and the next run tells of the others', async () => {
    const summary = await runAround(handingOver, async () => {
      await morning.does(ann, forgetContact, { contact: bob });
    });
    expect(summary).toEqual(nothing);
    expect(morning.smtp.contentBytes).toBe(0);
    expect(await morning.claims()).toEqual([]);
    expect(await morning.run()).toEqual({ ...nothing, sent: 1 });
    expect(morning.received(ann)).toEqual(['Today: Carol']);
  });

  test('taken for dead before the hand-over: it sends nothing when it wakes', async () => {
    let other = nothing;
    const late = await runAround(handingOver, async () => {
      other = await morning.run({ lease: 0 });
    });
    expect(other).toEqual({ ...nothing, sent: 1 });
    expect(late).toEqual(nothing);
    expect(morning.received(ann)).toHaveLength(1);
    expect(await morning.claims()).toEqual([]);
  });

  test('taken for dead after it: recorded as uncertain, with the mail’s own name, and not again', async () => {
    let other = nothing;
    const late = await runAround(recording, async () => {
      other = await morning.run({ lease: 0 });
    });
    expect(other).toEqual({ ...nothing, uncertain: 1 });
    expect(late).toEqual({ ...nothing, sent: 1 });
    expect(await morning.outcomes(ann)).toEqual([`uncertain ${today}`]);
    expect(await reminded(ann)).toEqual(['uncertain 2026-11-24']);
    expect(await messageIds()).toEqual([morning.smtp.mails[0]!.parsed.messageId]);
    expect(await morning.claims()).toEqual([]);
  });

  test('taken for dead while it records: what is left is uncertain, with the same mail’s name', async () => {
    let other = nothing;
    const late = await runAround(
      recording,
      async () => {
        other = await morning.run({ lease: 0 });
      },
      2,
    );
    expect(other).toEqual({ ...nothing, uncertain: 1 });
    expect(late).toEqual({ ...nothing, sent: 1 });
    expect(await morning.outcomes(ann)).toEqual([`sent ${today}`]);
    expect(await reminded(ann)).toEqual(['uncertain 2026-11-24']);
    expect(await messageIds()).toEqual([morning.smtp.mails[0]!.parsed.messageId]);
    expect(await morning.claims()).toEqual([]);
  });

  test('renamed, or deleted, between the mail and its events: recorded for the same', async () => {
    const summary = await runAround(recording, async () => {
      await morning.does(ann, editContact, { contact: bob, name: 'Rob' });
      await morning.does(ann, deleteContact, { contact: bob });
    });
    expect(summary).toEqual({ ...nothing, sent: 1 });
    expect(await reminded(ann)).toEqual(['sent 2026-11-24']);
    await morning.project(ann);
    await expectEqualToOracle(morning.pool, ann.accountId);
  });
});
