import { randomUUID } from 'node:crypto';
import { changeSettings } from '../../src/domain/commands/change-settings';
import { deleteContact } from '../../src/domain/commands/delete-contact';
import { editContact } from '../../src/domain/commands/edit-contact';
import { cancelMeeting, planMeeting } from '../../src/domain/commands/plan-meeting';
import { recordInteraction } from '../../src/domain/commands/record-interaction';
import { restoreContact } from '../../src/domain/commands/restore-contact';
import { append } from '../../src/event-store/append';
import { claimMail, noteHandOver } from '../../src/morning/claims';
import { contactCreated, meetingPlanned } from '../support/happened';
import { createMornings, type Mornings, nothing, type Person } from '../support/mornings';
import { rebuild } from '../support/stage';

let morning: Mornings;
let ann: Person;
let bystander: Person;

const today = '2026-11-24';
const tomorrow = '2026-11-25';
const before = '2026-11-24T05:59:00Z';
const seven = '2026-11-24T06:00:00Z';
const nextMorning = '2026-11-25T06:00:00Z';

beforeEach(async () => {
  morning = await createMornings();
  ann = await morning.open();
  bystander = await morning.open();
  await morning.meets(bystander, 'Bystander', { meeting_on: '2150-12-24' });
});

afterEach(async () => {
  expect(await morning.outcomes(bystander)).toEqual([]);
  expect(morning.received(bystander)).toEqual([]);
  await morning.stop();
});

const at = (now: string, options = {}) => {
  morning.at(now);
  return morning.run(options);
};

describe('on the morning of a meeting', () => {
  test('an email has its notes and everything else about it', async () => {
    const { accountId, entityId } = ann;
    const bob = await morning.meets(ann, 'Bob / Smith', {
      meeting_on: today,
      meeting_time: '09:30',
      notes: 'Ask about **Lisbon**.<script>alert(1)</script>',
    });
    await morning.does(ann, editContact, { contact: bob, contact_methods: '+49 30 123456' });
    await morning.does(ann, recordInteraction, { contact: bob, interacted_on: '2026-11-22' });
    // The projections haven't seen the last two events yet, but the email includes them.
    expect(await at(seven)).toEqual({ ...nothing, sent: 1 });

    const [{ to, parsed }] = morning.smtp.mails as [(typeof morning.smtp.mails)[0]];
    expect(to).toEqual([ann.email]);
    expect(parsed.subject).toBe('Today: Bob / Smith, 09:30');
    for (const part of [parsed.text, parsed.html]) {
      expect(part).toContain('Bob / Smith');
      expect(part).toMatch(/Tuesday,? 24 November 2026, 09:30/);
      expect(part).toContain('+49 30 123456');
      expect(part).toContain('2 days ago');
      expect(part).toContain('https://kith.example.org/contacts/Bob%20%2F%20Smith');
    }
    expect(parsed.text).toContain('Ask about **Lisbon**.');
    expect(parsed.html).toContain('Ask about <strong>Lisbon</strong>.');
    expect(parsed.html).not.toContain('<script');
    const { rows } = await morning.pool.query(
      `select e.payload, e.subject, e.metadata, s.name from events e join entities s on s.id = e.entity_id
        where e.account_id = $1 and e.entity_id <> $2`,
      [accountId, entityId],
    );
    expect(rows).toEqual([
      {
        name: 'morning-email',
        subject: bob,
        payload: { meeting: bob + 1, meeting_on: today, message_id: parsed.messageId },
        metadata: { job: 'test', command: 'record-mail-outcome', cause: bob + 1 },
      },
    ]);
    expect(await morning.claims()).toEqual([]);
  });

  test('no email is sent a minute early, or twice, however often the job runs', async () => {
    await morning.meets(ann, 'Bob', { meeting_on: today });
    expect(await at(before)).toEqual(nothing);
    expect(await at(seven)).toEqual({ ...nothing, sent: 1 });
    expect(await at(seven)).toEqual(nothing);
    await morning.project(ann);
    expect(await at(seven)).toEqual(nothing);
    expect(await at(nextMorning)).toEqual(nothing);
    expect(morning.received(ann)).toEqual(['Today: Bob']);
    expect(await morning.outcomes(ann)).toEqual([`sent ${today}`]);
  });

  test('one email has all meetings of the day, by time, each with its notes', async () => {
    const carol = await morning.meets(ann, 'Carol', { meeting_on: today, notes: 'Ask about *Rome*.' });
    const bob = await morning.meets(ann, 'Bob', {
      meeting_on: today,
      meeting_time: '09:30',
      notes: 'Lisbon',
    });
    await morning.meets(ann, 'Dan', { meeting_on: tomorrow });
    expect(await at(seven)).toEqual({ ...nothing, sent: 1 });
    expect(morning.received(ann)).toEqual(['Today: Bob and Carol']);
    const [{ parsed }] = morning.smtp.mails as [(typeof morning.smtp.mails)[0]];
    for (const part of [parsed.text, parsed.html]) {
      expect(part).toMatch(/Bob.*09:30.*Lisbon.*Carol.*Rome/s);
      expect(part).toContain('https://kith.example.org/contacts/Carol');
      expect(part).not.toMatch(/Dan|in touch/);
    }
    const { rows } = await morning.pool.query(
      `select subject, payload ->> 'message_id' as id, (metadata ->> 'cause')::integer as cause from events e
        join event_types t on t.id = event_type_id
        where account_id = $1 and t.name = 'meeting-notes-email-sent' order by subject`,
      [ann.accountId],
    );
    const id = parsed.messageId;
    expect(rows).toEqual([
      { subject: carol, id, cause: carol + 1 },
      { subject: bob, id, cause: bob + 1 },
    ]);
    expect(await at(seven)).toEqual(nothing);
  });

  test('each account gets it in the morning of its own time zone', async () => {
    const nora = await morning.open({ time_zone: 'America/New_York', morning_hour: 5 });
    const kiri = await morning.open({ time_zone: 'Pacific/Kiritimati' });
    await morning.meets(ann, 'Bob', { meeting_on: today });
    await morning.meets(nora, 'Carol', { meeting_on: today });
    await morning.meets(kiri, 'Dan', { meeting_on: today });
    expect(await at('2026-11-23T16:59:00Z')).toEqual(nothing);
    expect(await at('2026-11-23T17:00:00Z')).toEqual({ ...nothing, sent: 1 });
    expect(morning.received(kiri)).toEqual(['Today: Dan']);
    expect(await at('2026-11-24T09:59:00Z')).toEqual({ ...nothing, sent: 1 });
    expect(morning.received(nora)).toEqual([]);
    expect(await at('2026-11-24T10:00:00Z')).toEqual({ ...nothing, sent: 1 });
    expect(morning.received(nora)).toEqual(['Today: Carol']);
  });

  test.each([
    ['that skips 2 AM', '2027-03-28', ['2027-03-28T00:59:00Z', '2027-03-28T01:00:00Z']],
    ['that has 2 AM twice', '2026-10-25', ['2026-10-24T23:59:00Z', '2026-10-25T00:00:00Z']],
  ])('one email is sent after a night %s', async (_, day, [early, due]) => {
    morning.at(`${day.slice(0, 4)}-01-01T12:00:00Z`);
    const nightOwl = await morning.open({ morning_hour: 2 });
    await morning.meets(nightOwl, 'Bob', { meeting_on: day });
    expect(await at(early!)).toEqual(nothing);
    expect(await at(due!)).toEqual({ ...nothing, sent: 1 });
    for (let hour = 1; hour <= 3; hour++) {
      await morning.project(nightOwl);
      const later = new Date(Date.parse(due!) + hour * 3_600_000).toISOString();
      expect(await at(later)).toEqual(nothing);
    }
    expect(morning.received(nightOwl)).toEqual(['Today: Bob']);
  });

  test('if the clocks skip the morning hour at the end of the day, the email is sent in the last hour of the day', async () => {
    morning.at('2027-01-01T12:00:00Z');
    const nuka = await morning.open({ time_zone: 'America/Nuuk', morning_hour: 23 });
    await morning.meets(nuka, 'Bob', { meeting_on: '2027-03-27' });
    expect(await at('2027-03-27T23:59:00Z')).toEqual(nothing);
    expect(await at('2027-03-28T00:00:00Z')).toEqual({ ...nothing, sent: 1 });
    await morning.project(nuka);
    expect(await at('2027-03-28T01:00:00Z')).toEqual(nothing);
    expect(await morning.outcomes(nuka)).toEqual(['sent 2027-03-27']);
  });
});

describe('a morning that was missed', () => {
  test('is caught up later that day', async () => {
    await morning.meets(ann, 'Bob', { meeting_on: today });
    expect(await at('2026-11-24T22:59:00Z')).toEqual({ ...nothing, sent: 1 });
  });

  test('is recorded as missed once after that day, and not sent', async () => {
    await morning.meets(ann, 'Bob', { meeting_on: today });
    expect(await at('2026-11-24T23:00:00Z')).toEqual({ ...nothing, missed: 1 });
    expect(await at('2026-11-24T23:00:00Z')).toEqual(nothing);
    expect(await morning.outcomes(ann)).toEqual([`missed ${today} day-over`]);
    expect(morning.received(ann)).toEqual([]);
    expect(await morning.claims()).toEqual([]);
  });

  test('is recorded even after weeks, by the run that checks all days', async () => {
    await morning.meets(ann, 'Bob', { meeting_on: today });
    expect(await at('2027-01-24T12:00:00Z', { everything: false })).toEqual(nothing);
    expect(await at('2027-01-24T12:00:00Z')).toEqual({ ...nothing, missed: 1 });
  });

  test('is recorded even if the next meeting was planned before the run', async () => {
    const bob = await morning.meets(ann, 'Bob', { meeting_on: today });
    morning.at('2026-11-25T05:00:00Z');
    await morning.does(ann, planMeeting, { contact: bob, meeting_on: '2026-11-28' });
    await morning.project(ann);
    expect(await at(nextMorning)).toEqual({ ...nothing, missed: 1 });
    await morning.project(ann);
    expect(await emailsOfMeetings()).toEqual([`${today} missed`, '2026-11-28 —']);
    expect(await at('2026-11-28T06:00:00Z')).toEqual({ ...nothing, sent: 1 });
    expect(await morning.outcomes(ann)).toEqual([`missed ${today} day-over`, 'sent 2026-11-28']);
  });

  test('is recorded even if notes for the next meeting were written before the run', async () => {
    const bob = await morning.meets(ann, 'Bob', { meeting_on: today });
    morning.at('2026-11-25T05:00:00Z');
    await morning.does(ann, planMeeting, { contact: bob, notes: 'For next time.' });
    await morning.project(ann);
    expect(await at(nextMorning)).toEqual({ ...nothing, missed: 1 });
    expect(await morning.outcomes(ann)).toEqual([`missed ${today} day-over`]);
  });

  test('is recorded before the contact’s email of a later day, by any run', async () => {
    const bob = await morning.meets(ann, 'Bob', { meeting_on: today });
    morning.at('2026-11-25T05:00:00Z');
    await morning.does(ann, planMeeting, { contact: bob, meeting_on: '2026-11-28', meeting_time: '18:00' });
    await morning.project(ann);
    const recent = { everything: false };
    expect(await at('2026-11-28T06:01:00Z', recent)).toEqual({ ...nothing, sent: 1, missed: 1 });
    expect(await at('2026-11-28T07:00:00Z')).toEqual(nothing);
    expect(morning.received(ann)).toEqual(['Today: Bob, 18:00']);
    expect(await morning.outcomes(ann)).toEqual([`missed ${today} day-over`, 'sent 2026-11-28']);
  });

  test('counts once per day, however many meetings it had, and doesn’t hold up today’s email', async () => {
    await morning.meets(ann, 'Bob', { meeting_on: today });
    await morning.meets(ann, 'Carol', { meeting_on: today });
    await morning.meets(ann, 'Dan', { meeting_on: tomorrow });
    await morning.meets(ann, 'Eve', { meeting_on: '2026-11-26' });
    expect(await at('2026-11-26T06:00:00Z')).toEqual({ ...nothing, missed: 2, sent: 1 });
    expect(await at('2026-11-26T06:00:00Z')).toEqual(nothing);
    const missed = [`missed ${today} day-over`, `missed ${today} day-over`, `missed ${tomorrow} day-over`];
    expect(await morning.outcomes(ann)).toEqual([...missed, 'sent 2026-11-26']);
    expect(morning.received(ann)).toEqual(['Today: Eve']);
  });

  test('is not recorded if the contact was deleted, even if it is restored after the meeting’s day', async () => {
    const bob = await morning.meets(ann, 'Bob', { meeting_on: today });
    await morning.does(ann, deleteContact, { contact: bob });
    morning.at('2026-11-30T11:00:00Z');
    await morning.does(ann, restoreContact, { contact: bob });
    await morning.project(ann);
    expect(await morning.run()).toEqual(nothing);
    expect(await morning.outcomes(ann)).toEqual([]);
    expect(await morning.claims()).toEqual([]);
  });

  test('is recorded if the contact was deleted and restored after the meeting’s day', async () => {
    const bob = await morning.meets(ann, 'Bob', { meeting_on: today });
    morning.at('2026-11-25T11:00:00Z');
    await morning.does(ann, deleteContact, { contact: bob });
    await morning.project(ann);
    expect(await at('2026-11-26T06:00:00Z')).toEqual(nothing);
    morning.at('2026-11-30T11:00:00Z');
    await morning.does(ann, restoreContact, { contact: bob });
    await morning.project(ann);
    expect(await morning.run()).toEqual({ ...nothing, missed: 1 });
  });

  test('is not recorded for a meeting that was added to the log after its day, as by an import', async () => {
    morning.at('2026-11-30T11:00:00Z');
    const { rows } = await morning.pool.query('select head from streams where account_id = $1', [
      ann.accountId,
    ]);
    const { head } = rows[0];
    const events = [contactCreated('Bob'), meetingPlanned(head + 1, today)];
    await append(morning.kith, { ...ann, head, events, at: morning.kith.clock() });
    await morning.project(ann);
    expect(await morning.run()).toEqual(nothing);
    expect(await morning.outcomes(ann)).toEqual([]);
  });
});

/** Returns the outcomes of the emails about Ann's meetings, as shown on her pages. */
async function emailsOfMeetings(): Promise<string[]> {
  const { rows } = await morning.pool.query<{ line: string }>(
    `select meeting_on || ' ' || coalesce(email, '—') as line from projected_meetings
      where account_id = $1 order by meeting_on`,
    [ann.accountId],
  );
  return rows.map(({ line }) => line);
}

describe('a meeting that changes', () => {
  test('is sent in its own email at once if it is planned for today, or moved to today, after the morning email', async () => {
    await morning.meets(ann, 'Bob', { meeting_on: today });
    const carol = await morning.meets(ann, 'Carol', { meeting_on: tomorrow });
    expect(await at(seven)).toEqual({ ...nothing, sent: 1 });
    await morning.project(ann);
    expect(await at('2026-11-24T12:00:00Z')).toEqual(nothing);
    await morning.meets(ann, 'Dan', { meeting_on: today });
    expect(await at('2026-11-24T12:01:00Z')).toEqual({ ...nothing, sent: 1 });
    await morning.does(ann, planMeeting, { contact: carol, meeting_on: today });
    await morning.project(ann);
    expect(await at('2026-11-24T12:02:00Z')).toEqual({ ...nothing, sent: 1 });
    expect(await at(nextMorning)).toEqual(nothing);
    expect(morning.received(ann)).toEqual(['Today: Bob', 'Today: Dan', 'Today: Carol']);
  });

  test('is sent on its new day only if it is moved before its morning', async () => {
    const bob = await morning.meets(ann, 'Bob', { meeting_on: today });
    await morning.does(ann, planMeeting, { contact: bob, meeting_on: tomorrow });
    expect(await at(seven)).toEqual(nothing);
    await morning.project(ann);
    expect(await at(seven)).toEqual(nothing);
    expect(await at(nextMorning)).toEqual({ ...nothing, sent: 1 });
    expect(await morning.outcomes(ann)).toEqual([`sent ${tomorrow}`]);
  });

  test('is sent again on its new day if it is moved after its email, but not if it is moved back', async () => {
    const bob = await morning.meets(ann, 'Bob', { meeting_on: today });
    await at(seven);
    await morning.does(ann, planMeeting, { contact: bob, meeting_on: tomorrow });
    await morning.does(ann, planMeeting, { contact: bob, meeting_on: today });
    await morning.project(ann);
    expect(await at('2026-11-24T07:00:00Z')).toEqual(nothing);
    await morning.does(ann, planMeeting, { contact: bob, meeting_on: tomorrow });
    await morning.project(ann);
    expect(await at(nextMorning)).toEqual({ ...nothing, sent: 1 });
    expect(await morning.outcomes(ann)).toEqual([`sent ${today}`, `sent ${tomorrow}`]);
  });

  test('is not sent if it is canceled, even if projections lag; is sent if it is planned again', async () => {
    const bob = await morning.meets(ann, 'Bob', { meeting_on: today });
    await morning.does(ann, cancelMeeting, { contact: bob });
    expect(await at(seven)).toEqual(nothing);
    await morning.project(ann);
    expect(await at(seven)).toEqual(nothing);
    await morning.does(ann, planMeeting, { contact: bob, meeting_on: today });
    await morning.project(ann);
    expect(await at(seven)).toEqual({ ...nothing, sent: 1 });
  });

  test('is not sent if its contact is deleted; is sent if the contact is restored', async () => {
    const bob = await morning.meets(ann, 'Bob', { meeting_on: today });
    await morning.does(ann, deleteContact, { contact: bob });
    expect(await at(seven)).toEqual(nothing);
    await morning.does(ann, restoreContact, { contact: bob });
    await morning.project(ann);
    expect(await at(seven)).toEqual({ ...nothing, sent: 1 });
  });

  test('is sent under the new name if its contact is renamed', async () => {
    const bob = await morning.meets(ann, 'Bob', { meeting_on: today });
    await morning.does(ann, editContact, { contact: bob, name: 'Rob' });
    expect(await at(seven)).toEqual({ ...nothing, sent: 1 });
    expect(morning.received(ann)).toEqual(['Today: Rob']);
  });

  test('is sent with its notes of that morning, and not again if they change later', async () => {
    const bob = await morning.meets(ann, 'Bob', { meeting_on: today, notes: 'Old' });
    await morning.does(ann, planMeeting, { contact: bob, notes: 'New' });
    expect(await at(seven)).toEqual({ ...nothing, sent: 1 });
    expect(morning.smtp.mails[0]!.parsed.text).toContain('New');
    await morning.does(ann, planMeeting, { contact: bob, notes: 'Newer' });
    await morning.project(ann);
    expect(await at(seven)).toEqual(nothing);
  });
});

describe('the cause of an outcome is the event', () => {
  const causes = async () => {
    const { rows } = await morning.pool.query<{ line: string }>(
      `select replace(t.name, 'meeting-notes-email-', '') || ' by ' || cause_type.name as line
        from events e join event_types t on t.id = e.event_type_id
        join events cause on cause.account_id = e.account_id and cause.position = (e.metadata ->> 'cause')::bigint
          and cause.subject = e.subject and cause.payload ->> 'meeting_on' = e.payload ->> 'meeting_on'
        join event_types cause_type on cause_type.id = cause.event_type_id
        where e.account_id = $1 order by e.position`,
      [ann.accountId],
    );
    return rows.map(({ line }) => line);
  };

  test('that planned the meeting, or last moved it', async () => {
    const bob = await morning.meets(ann, 'Bob', { meeting_on: today });
    await morning.does(ann, planMeeting, { contact: bob, meeting_on: tomorrow });
    await morning.does(ann, planMeeting, { contact: bob, meeting_on: today });
    await morning.meets(ann, 'Carol', { meeting_on: tomorrow, notes: 'Ask.' });
    expect(await at(seven)).toEqual({ ...nothing, sent: 1 });
    morning.smtp.switches.refuse = [ann.email];
    expect(await at(nextMorning)).toEqual({ ...nothing, missed: 1 });
    expect(await causes()).toEqual(['sent by meeting-moved', 'missed by meeting-planned']);
  });

  test('that planned the meeting, also for a missed email or one left by a run that died', async () => {
    const bob = await morning.meets(ann, 'Bob', { meeting_on: today });
    await morning.meets(ann, 'Carol', { meeting_on: tomorrow });
    const about = [{ contact: bob, meeting: bob + 1, day: today, cause: bob + 1 }];
    const claim = { id: randomUUID(), accountId: ann.accountId, messageId: '<1@kith.example>', about };
    const { rows } = await morning.pool.query('select head from streams where account_id = $1', [
      ann.accountId,
    ]);
    await claimMail(morning.pool, claim, rows[0].head);
    await noteHandOver(morning.pool, claim, rows[0].head);
    expect(await at('2026-11-26T06:00:00Z', { lease: 0 })).toEqual({ ...nothing, uncertain: 1, missed: 1 });
    expect(await causes()).toEqual(['uncertain by meeting-planned', 'missed by meeting-planned']);
  });
});

describe('an account that has the morning email turned off', () => {
  test('gets no email, and none is recorded as missed', async () => {
    const otto = await morning.open({ morning_email: false });
    await morning.meets(otto, 'Bob', { meeting_on: today });
    expect(await at(seven)).toEqual(nothing);
    expect(await at('2026-11-26T12:00:00Z')).toEqual(nothing);
    await morning.does(otto, changeSettings, { morning_email: true });
    await morning.project(otto);
    expect(await at('2026-11-26T12:00:00Z')).toEqual(nothing);
    expect(await morning.outcomes(otto)).toEqual([]);
  });

  test('gets today’s email when it is turned on', async () => {
    const otto = await morning.open({ morning_email: false });
    await morning.meets(otto, 'Bob', { meeting_on: today });
    morning.at(seven);
    await morning.does(otto, changeSettings, { morning_email: true });
    await morning.project(otto);
    expect(await at(seven)).toEqual({ ...nothing, sent: 1 });
  });

  test('gets no email once it is turned off, even if projections lag', async () => {
    await morning.meets(ann, 'Bob', { meeting_on: today });
    await morning.does(ann, changeSettings, { morning_email: false });
    expect(await at(seven)).toEqual(nothing);
  });
});

describe('a past event', () => {
  test('sends nothing when projections are replayed, from the first event on', async () => {
    await morning.meets(ann, 'Bob', { meeting_on: today });
    await at(seven);
    await morning.pool.query('update projections set replays = replays + 1');
    for (const projection of morning.kith.projections) {
      expect(await rebuild(morning.kith, projection, ann.accountId)).not.toBeNull();
      expect(await at(seven)).toEqual(nothing);
    }
    expect(morning.received(ann)).toHaveLength(1);
  });

  test('sends nothing while its projections are missing, as after an import', async () => {
    await morning.meets(ann, 'Bob', { meeting_on: today });
    await at(seven);
    await morning.pool.query('delete from projection_cursors where account_id = $1', [ann.accountId]);
    expect(await at(seven)).toEqual(nothing);
    expect(morning.received(ann)).toHaveLength(1);
  });
});
