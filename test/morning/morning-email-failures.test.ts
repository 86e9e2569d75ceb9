import pino from 'pino';
import { createLog } from '../../src/base/log';
import { planMeeting } from '../../src/domain/commands/plan-meeting';
import { retryParked } from '../../src/engine/projecting/status';
import { createMailer } from '../../src/mail/mailer';
import { bundled } from '../support/bundle';
import { createMornings, type Mornings, nothing, type Person } from '../support/mornings';
import { appendUnknownEvent } from '../support/newer-release';
import { endRuns, until } from '../support/processes';
import { projectionNamed } from '../support/projection-named';
import { project } from '../support/stage';
import { startStallingSmtp } from '../support/stalling-smtp';

let morning: Mornings;
let ann: Person;
let bystander: Person;

const today = '2026-11-24';
const seven = '2026-11-24T06:00:00Z';

beforeEach(async () => {
  morning = await createMornings();
  ann = await morning.open();
  await morning.meets(ann, 'Bob', { meeting_on: today });
  bystander = await morning.open();
  await morning.meets(bystander, 'Bystander', { meeting_on: today });
});

afterEach(async () => {
  await endRuns(morning.dataDir);
  await morning.stop();
});

const at = (now: string, options = {}) => {
  morning.at(now);
  return morning.run(options);
};

test('after the mail server was down for an hour, each email is sent once', async () => {
  await morning.smtp.stop();
  for (const minute of ['00', '01', '30', '59']) {
    expect(await at(`2026-11-24T06:${minute}:00Z`)).toEqual({ ...nothing, waiting: 2, unreachable: true });
  }
  expect(await morning.claims()).toEqual([]);
  await morning.smtp.start();
  expect(await at('2026-11-24T07:00:00Z')).toEqual({ ...nothing, sent: 2 });
  expect(await at('2026-11-24T07:01:00Z')).toEqual(nothing);
  expect(morning.received(ann)).toEqual(['Today: Bob']);
  expect(await morning.outcomes(ann)).toEqual([`sent ${today}`]);
});

test('a run soon stops trying a mail server that is down, but still records missed emails', async () => {
  const late: Person[] = [];
  for (let pair = 0; pair < 15; pair++) {
    await morning.meets(await morning.open(), 'Bob', { meeting_on: today });
    late.push(await morning.open());
    await morning.meets(late[pair]!, 'Bob', { meeting_on: '2026-11-23' });
  }
  morning.smtp.switches.closed = true;
  expect(await at(seven)).toEqual({ ...nothing, missed: 15, waiting: 17, unreachable: true });
  // Five failures, plus the emails already in progress by then.
  expect(morning.smtp.connections).toBeLessThanOrEqual(5 + 4);
  for (const person of late) expect(await morning.outcomes(person)).toEqual(['missed 2026-11-23 day-over']);
});

test('an email to a refused address is recorded as missed, for that account only', async () => {
  morning.smtp.switches.refuse = [ann.email];
  expect(await at(seven)).toEqual({ ...nothing, sent: 1, missed: 1 });
  expect(await at(seven)).toEqual(nothing);
  expect(await morning.outcomes(ann)).toEqual([`missed ${today} refused`]);
  expect(await morning.outcomes(bystander)).toEqual([`sent ${today}`]);
});

test('if the server asks to retry later, the next run does', async () => {
  morning.smtp.switches.busyFor = [ann.email];
  expect(await at(seven)).toEqual({ ...nothing, sent: 1, waiting: 1 });
  morning.smtp.switches.busyFor = [];
  expect(await at('2026-11-24T06:01:00Z')).toEqual({ ...nothing, sent: 1 });
  expect(await morning.outcomes(ann)).toEqual([`sent ${today}`]);
});

test('if the connection breaks after the content, the email is recorded as uncertain and not sent again', async () => {
  morning.smtp.switches.dropAfterData = true;
  expect(await at(seven)).toEqual({ ...nothing, uncertain: 2 });
  morning.smtp.switches.dropAfterData = false;
  expect(await at('2026-11-24T06:01:00Z', { lease: 0 })).toEqual(nothing);
  expect(await morning.outcomes(ann)).toEqual([`uncertain ${today}`]);
  expect(morning.smtp.mails).toEqual([]);
  expect(await morning.claims()).toEqual([]);
});

test('a meeting that is moved after an uncertain email gets an email on its new day', async () => {
  morning.smtp.switches.dropAfterData = true;
  await at(seven);
  morning.smtp.switches.dropAfterData = false;
  await morning.does(ann, planMeeting, { contact: 2, meeting_on: '2026-11-25' });
  await morning.project(ann);
  expect(await at('2026-11-25T06:00:00Z')).toEqual({ ...nothing, sent: 1 });
  expect(await morning.outcomes(ann)).toEqual([`uncertain ${today}`, 'sent 2026-11-25']);
});

describe('a run that is killed', () => {
  async function killedAt(stallsAt: 'data' | 'content') {
    const stalling = await startStallingSmtp(stallsAt);
    const ours = await connections();
    const run = (await bundled('src/ops/cli/morning-email.ts'))(['--now', seven], {
      DATABASE_URL: morning.url,
      DATA_DIR: morning.dataDir,
      SESSION_SECRET: 's'.repeat(32),
      SMTP_URL: stalling.url,
      LOG_LEVEL: 'silent',
    });
    await Promise.race([stalling.reached, run.exit]);
    run.child.kill('SIGKILL');
    expect(await run.exit).toEqual({ code: null, signal: 'SIGKILL' });
    await stalling.stop();
    // The database may still be executing the last statement.
    const known = new Set(ours.map(({ pid }) => pid));
    await until(async () => (await connections()).every(({ pid, own }) => own || known.has(pid)));
  }

  /** Returns the backends of this database. `own`: the one that runs this query. */
  async function connections(): Promise<{ pid: number; own: boolean }[]> {
    const { rows } = await morning.pool.query<{ pid: number; own: boolean }>(
      'select pid, pid = pg_backend_pid() as own from pg_stat_activity where datname = current_database()',
    );
    return rows;
  }

  const passSixMinutes = () =>
    morning.pool.query(`update mail_claims set claimed_at = claimed_at - interval '6 minutes',
      handed_over_at = handed_over_at - interval '6 minutes'`);

  test('after the claim and before the hand-over: the email is sent once, when the claim is stale', async () => {
    await killedAt('data');
    const claims = await morning.claims();
    expect(claims.length).toBeGreaterThan(0);
    expect(claims.every(({ handed_over }) => !handed_over)).toBe(true);

    const others = 2 - claims.length;
    expect(await at(seven)).toEqual({ ...nothing, sent: others });
    await passSixMinutes();
    expect(await at(seven)).toEqual({ ...nothing, sent: claims.length });
    expect(await at(seven)).toEqual(nothing);
    expect(morning.received(ann)).toEqual(['Today: Bob']);
    expect(morning.received(bystander)).toEqual(['Today: Bystander']);
    expect(await morning.outcomes(ann)).toEqual([`sent ${today}`]);
  });

  test('after the hand-over: the email is recorded as uncertain and not sent again, even the day after', async () => {
    await morning.meets(ann, 'Carol', { meeting_on: '2026-11-25' });
    await killedAt('content');
    const handedOver = (await morning.claims()).filter(({ handed_over }) => handed_over).length;
    expect(handedOver).toBeGreaterThan(0);

    await passSixMinutes();
    const { sent, missed, uncertain } = await at('2026-11-25T06:00:00Z');
    expect({ sent, missed, uncertain }).toEqual({
      sent: 1,
      missed: 2 - handedOver,
      uncertain: handedOver,
    });
    expect(await at('2026-11-25T06:00:00Z')).toEqual(nothing);
    expect(morning.smtp.mails.map(({ parsed }) => parsed.subject)).toEqual(['Today: Carol']);
    expect(await morning.claims()).toEqual([]);
  });
});

test('if an outcome can’t be recorded, the email becomes uncertain and is not sent again', async () => {
  await morning.pool.query(`create function fails() returns trigger language plpgsql as $$
    begin raise exception 'no' using errcode = 'disk_full'; end $$`);
  await morning.pool.query(`create trigger fails before insert on events for each row
    when (new.account_id = ${ann.accountId}) execute function fails()`);
  expect(await at(seven)).toEqual({ ...nothing, sent: 1, waiting: 1, failed: true });
  expect(morning.received(ann)).toEqual(['Today: Bob']);
  await morning.pool.query('drop trigger fails on events');

  expect(await at(seven)).toEqual(nothing);
  expect(await at(seven, { lease: 0 })).toEqual({ ...nothing, uncertain: 1 });
  expect(morning.received(ann)).toEqual(['Today: Bob']);
  expect(await morning.outcomes(ann)).toEqual([`uncertain ${today}`]);
  expect(await morning.outcomes(bystander)).toEqual([`sent ${today}`]);
});

test('a stream with an event of a newer release waits, without holding up others', async () => {
  await appendUnknownEvent(morning.pool, ann, null, { name: 'meeting-blessed', version: 1 });
  expect(await at(seven)).toEqual({ ...nothing, sent: 1, waiting: 1, failed: true });
  expect(morning.received(ann)).toEqual([]);
});

test('a contact whose events can’t be folded waits; the account’s other meetings are sent', async () => {
  await morning.meets(ann, 'Cleo', { meeting_on: today });
  await appendUnknownEvent(morning.pool, ann, 2);
  expect(await at(seven)).toMatchObject({ sent: 2 });
  expect(morning.received(ann)).toEqual(['Today: Cleo']);
  // The next run reports that one is still waiting.
  expect(await at(seven)).toEqual({ ...nothing, waiting: 1, failed: true });
});

test('every run reports streams whose emails may be missed because a projection is parked', async () => {
  const { kith } = morning;
  const warnings: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(JSON.parse(line).msg) });
  const fails = () => {
    throw new TypeError('no');
  };
  const failing = { ...projectionNamed(kith, 'meeting_notes_emails'), handlers: { 'meeting-moved': fails } };
  await morning.does(ann, planMeeting, { contact: 2, meeting_on: today, meeting_time: '18:00' });
  expect(await project({ ...kith, retryPauses: [] }, failing, ann.accountId)).toEqual({ kind: 'parked' });
  expect(await morning.run({ log })).toEqual({ ...nothing, parked: 1 });
  expect(await morning.run({ log })).toEqual({ ...nothing, parked: 1 });
  await retryParked(kith.pool, 'projection', ['meeting_notes_emails']);
  await morning.project(ann);
  expect(await morning.run({ log })).toEqual(nothing);
  expect(warnings).toEqual(Array(2).fill('Morning emails may be missing: a projection is parked'));
});

test('without a mail server, emails go to the outbox, and are retried if writing fails', async () => {
  const log = createLog('silent');
  const outbox = (dataDir: string) =>
    createMailer({ smtpUrl: undefined, mailFrom: 'kith@example.org', dataDir, log });
  expect(await at(seven, { mailer: outbox('/dev/null') })).toEqual({
    ...nothing,
    waiting: 2,
    unreachable: true,
  });
  expect(await at(seven, { mailer: outbox(morning.dataDir) })).toEqual({ ...nothing, sent: 2 });
  expect(await morning.outcomes(ann)).toEqual([`sent ${today}`]);
});
