import { createEnginePool } from '../../src/database/pool';
import { createContact } from '../../src/domain/commands/create-contact';
import { deleteContact } from '../../src/domain/commands/delete-contact';
import { editContact } from '../../src/domain/commands/edit-contact';
import { forgetContact } from '../../src/domain/commands/forget-contact';
import { cancelMeeting, planMeeting } from '../../src/domain/commands/plan-meeting';
import { recordInteraction } from '../../src/domain/commands/record-interaction';
import { append } from '../../src/event-store/append';
import { expectEqualToOracle } from '../oracle/compare';
import { meetingCancelled } from '../support/happened';
import { holdBefore, untilBlocked } from '../support/hold';
import { createMornings, type Mornings, nothing, type Person } from '../support/mornings';

let morning: Mornings;
let ann: Person;
let bystander: Person;
/** Ann meets Bob today, and is due to get in touch with him tomorrow and with Frida today. */
let bob: number;
let frida: number;

const today = '2026-11-24';
const tomorrow = '2026-11-25';
const seven = '2026-11-24T06:00:00Z';
const whole = 'Today: Bob · Stay in touch: Frida';

beforeEach(async () => {
  morning = await createMornings();
  morning.at('2026-11-21T11:00:00Z');
  ann = await morning.open({ stay_in_touch_email: true });
  frida = await morning.counts(ann, 'Frida', 3);
  bob = await morning.meets(ann, 'Bob', { meeting_on: today });
  bystander = await morning.open({ stay_in_touch_email: true });
  await morning.meets(bystander, 'Bystander', { meeting_on: '2150-12-24' });
  morning.at(seven);
});

afterEach(async () => {
  expect(await morning.outcomes(bystander)).toEqual([]);
  expect(morning.received(bystander)).toEqual([]);
  await morning.project(ann);
  await expectEqualToOracle(morning.pool, ann.accountId);
  await morning.stop();
});

const claiming = /insert into mail_claims/;
const handingOver = /update mail_claims set handed_over_at/;
const recording = /update streams( s)?\s+set head/;

/** Runs until just before the statement (or its `nth` occurrence), awaits `meanwhile`, and continues. */
async function runAround(statement: RegExp, meanwhile: () => Promise<unknown>, nth = 1) {
  const held = holdBefore(morning.pool, statement, nth);
  const running = morning.run({ pool: held.pool });
  await held.reached;
  await meanwhile();
  held.goOn();
  return running;
}

/** Returns the Message-IDs in the log. */
async function messageIds(): Promise<string[]> {
  const { rows } = await morning.pool.query(
    `select distinct payload ->> 'message_id' as id from events where payload ? 'message_id'`,
  );
  return rows.map(({ id }) => id);
}

describe('several runs', () => {
  test('that overlap send one email per account', async () => {
    const people: Person[] = [];
    for (let person = 0; person < 10; person++) {
      people.push(await morning.open());
      await morning.meets(people[person]!, 'Bob', { meeting_on: today });
      await morning.meets(people[person]!, 'Carol', { meeting_on: today });
    }
    const other = createEnginePool(morning.url);
    const runs = await Promise.all([morning.run(), morning.run({ pool: other }), morning.run()]);
    await other.end();
    expect(runs.reduce((sum, { sent }) => sum + sent, 0)).toBe(11);
    for (const person of people) {
      expect(morning.received(person)).toEqual(['Today: Bob and Carol']);
      expect(await morning.outcomes(person)).toEqual([`sent ${today}`, `sent ${today}`]);
    }
    expect(morning.received(ann)).toEqual([whole]);
    expect(await morning.reminded(ann)).toEqual([`sent ${today}`]);
    expect(await morning.claims()).toEqual([]);
  });

  test('a run that finds the email claimed by another run sends nothing', async () => {
    const summary = await runAround(handingOver, async () => {
      expect(await morning.run()).toEqual(nothing);
    });
    expect(summary).toEqual({ ...nothing, sent: 1 });
    expect(morning.received(ann)).toEqual([whole]);
  });

  test('a run that stalls before its hand-over and loses its claim sends nothing', async () => {
    let other = nothing;
    const late = await runAround(handingOver, async () => {
      other = await morning.run({ lease: 0 });
    });
    expect(other).toEqual({ ...nothing, sent: 1 });
    expect(late).toEqual(nothing);
    expect(morning.received(ann)).toEqual([whole]);
    expect(await morning.claims()).toEqual([]);
  });

  test.each([
    ['after its hand-over', 1, 'uncertain'],
    ['while it records outcomes', 2, 'sent'],
  ])(
    'a run that stalls %s: the outcomes not yet recorded become uncertain, with the same Message-ID',
    async (_, nth, first) => {
      let other = nothing;
      const late = await runAround(
        recording,
        async () => {
          other = await morning.run({ lease: 0 });
        },
        nth,
      );
      expect(other).toEqual({ ...nothing, uncertain: 1 });
      expect(late).toEqual({ ...nothing, sent: 1 });
      expect(await morning.outcomes(ann)).toEqual([`${first} ${today}`]);
      expect(await morning.reminded(ann)).toEqual([`uncertain ${today}`]);
      expect(await messageIds()).toEqual([morning.smtp.mails[0]!.parsed.messageId]);
      expect(await morning.claims()).toEqual([]);
    },
  );
});

const move = () => morning.does(ann, planMeeting, { contact: bob, meeting_on: tomorrow });

/** Changes after which the email must not include the meeting with Bob. */
const withdrawals: [string, () => Promise<void>][] = [
  ['canceled', () => morning.does(ann, cancelMeeting, { contact: bob })],
  ['moved', move],
  ['deleted with its contact', () => morning.does(ann, deleteContact, { contact: bob })],
  ['forgotten with its contact', () => morning.does(ann, forgetContact, { contact: bob })],
];

describe.each([
  ['between the search and the claim', claiming],
  ['between the claim and the hand-over', handingOver],
])('%s, while projections lag', (_, statement) => {
  test.each(withdrawals)(
    'a meeting that is %s is left out; everything else is sent once',
    async (_, withdraw) => {
      expect(await runAround(statement, withdraw)).toEqual({ ...nothing, sent: 1 });
      expect(morning.received(ann)).toEqual(['Stay in touch: Frida']);
      expect(await morning.outcomes(ann)).toEqual([]);
      expect(await morning.reminded(ann)).toEqual([`sent ${today}`]);
      expect(await morning.claims()).toEqual([]);
    },
  );

  test('no email is sent if nothing is due any more', async () => {
    const summary = await runAround(statement, async () => {
      await morning.does(ann, cancelMeeting, { contact: bob });
      await morning.does(ann, recordInteraction, { contact: frida });
    });
    expect(summary).toEqual(nothing);
    expect(morning.smtp.contentBytes).toBe(0);
    expect(await morning.claims()).toEqual([]);
  });

  test('other changes to its content are included', async () => {
    const summary = await runAround(statement, async () => {
      await morning.does(ann, editContact, { contact: bob, name: 'Rob' });
      await morning.does(ann, planMeeting, { contact: bob, notes: 'Ask about Lisbon.' });
    });
    expect(summary).toEqual({ ...nothing, sent: 1 });
    expect(morning.received(ann)).toEqual(['Today: Rob · Stay in touch: Frida']);
    expect(morning.smtp.mails[0]!.parsed.text).toContain('Ask about Lisbon.');
    expect(await morning.outcomes(ann)).toEqual([`sent ${today}`]);
  });

  test('changes elsewhere in the account don’t delay it', async () => {
    const summary = await runAround(statement, () => morning.does(ann, createContact, { name: 'Zoë' }));
    expect(summary).toEqual({ ...nothing, sent: 1 });
    expect(morning.smtp.dataCommands).toBe(1);
    expect(morning.received(ann)).toEqual([whole]);
  });

  test('it waits for a cancellation that is being committed', async () => {
    const appending = await morning.pool.connect();
    const { rows } = await morning.pool.query('select head from streams where account_id = $1', [
      ann.accountId,
    ]);
    const running = runAround(statement, async () => {
      await appending.query('begin');
      const events = [meetingCancelled(bob, bob + 1)];
      await append(morning.kith, { ...ann, head: rows[0].head, events }, appending);
    });
    await untilBlocked(morning.pool);
    await appending.query('commit');
    appending.release();
    expect(await running).toEqual({ ...nothing, sent: 1 });
    expect(morning.received(ann)).toEqual(['Stay in touch: Frida']);
  });

  test('if the day ends and the stream moves on, the email is recorded as missed', async () => {
    const summary = await runAround(statement, async () => {
      morning.at('2026-11-24T23:00:00Z');
      await morning.does(ann, planMeeting, { contact: bob, notes: 'Too late.' });
    });
    expect(summary).toEqual({ ...nothing, missed: 1 });
    expect(await morning.outcomes(ann)).toEqual([`missed ${today} day-over`]);
  });
});

test('a meeting moved between the claim and the hand-over is sent on its new day', async () => {
  await runAround(handingOver, move);
  await morning.project(ann);
  morning.at('2026-11-25T06:00:00Z');
  expect(await morning.run()).toEqual({ ...nothing, sent: 1 });
  expect(morning.received(ann)).toEqual(['Stay in touch: Frida', 'Today: Bob']);
});

describe('between the email and its events', () => {
  test('Bob is renamed and a new Bob is created: the outcome goes to the old one, and no second email is sent', async () => {
    const summary = await runAround(recording, async () => {
      expect(morning.received(ann)).toEqual([whole]);
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

  test('the meeting is canceled and the other contact deleted: the email is still recorded as sent', async () => {
    const summary = await runAround(recording, async () => {
      await morning.does(ann, cancelMeeting, { contact: bob });
      await morning.does(ann, deleteContact, { contact: frida });
    });
    expect(summary).toEqual({ ...nothing, sent: 1 });
    expect(await morning.outcomes(ann)).toEqual([`sent ${today}`]);
    expect(await morning.reminded(ann)).toEqual([`sent ${today}`]);
  });

  test('the day ends: the email is not recorded as missed', async () => {
    const summary = await runAround(recording, async () => {
      morning.at('2026-11-24T23:00:00Z');
      expect(await morning.run()).toEqual(nothing);
    });
    expect(summary).toEqual({ ...nothing, sent: 1 });
    expect(await morning.outcomes(ann)).toEqual([`sent ${today}`]);
  });
});

test('the next day’s email waits for an unrecorded outcome, so that outcomes are recorded in day order', async () => {
  const early = holdBefore(morning.pool, claiming);
  const nextDay = morning.run({ pool: early.pool });
  await early.reached;
  await runAround(recording, async () => {
    await move();
    await morning.project(ann);
    morning.at('2026-11-25T06:00:00Z');
    early.goOn();
    expect(await nextDay).toEqual(nothing);
    expect(await morning.run()).toEqual(nothing);
  });
  expect(await morning.run()).toEqual({ ...nothing, sent: 1 });
  expect(await morning.outcomes(ann)).toEqual([`sent ${today}`, `sent ${tomorrow}`]);
});

test('if the database fails at the hand-over, no content is sent, and the next run sends the email', async () => {
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
