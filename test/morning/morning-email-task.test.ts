import type { JobHelpers } from 'graphile-worker';
import type { Pool } from 'pg';
import pino from 'pino';
import { morningEmail } from '../../jobs/morning-email';
import type { Log } from '../../src/base/log';
import { createMailer, type Mailer } from '../../src/mail/mailer';
import { holdBefore } from '../support/hold';
import { createMornings, type Mornings, type Person } from '../support/mornings';
import { until } from '../support/processes';

let morning: Mornings;
let mailer: Mailer;
let ann: Person;

const today = '2026-11-24';

beforeEach(async () => {
  morning = await createMornings();
  const { smtp, dataDir, kith } = morning;
  mailer = createMailer({ smtpUrl: smtp.url, mailFrom: 'kith@example.org', dataDir, log: kith.log });
  ann = await morning.open();
  await morning.meets(ann, 'Bob', { meeting_on: today });
});

afterEach(async () => {
  // Sends that still wait for an answer fail.
  await morning.smtp.stop();
  await mailer.close();
  await morning.stop();
});

function task(options: Options = {}) {
  const { abortSignal = new AbortController().signal, log, pool, ...limits } = options;
  const kith = { ...morning.kith, ...(log && { log }), ...(pool && { pool }) };
  const job = morningEmail({ config: { baseUrl: 'https://kith.example.org' }, kith, mailer }, limits);
  return async () => job({}, { job: { id: '7' }, abortSignal } as JobHelpers);
}

type Options = { abortSignal?: AbortSignal; log?: Log; pool?: Pool; begins?: number; ends?: number };

/** Returns a log that keeps its messages. */
function recordingLog() {
  const messages: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void messages.push(JSON.parse(line).msg) });
  return { log, messages };
}

test('a run that takes longer than a minute blocks only one job slot, and skipped runs are logged', async () => {
  const { log, messages } = recordingLog();
  morning.at(`${today}T06:00:00Z`);
  let answer = () => {};
  morning.smtp.switches.holds = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const run = task({ log });
  const first = run();
  await until(async () => (await morning.claims()).length === 1);
  await morning.meets(ann, 'Carol', { meeting_on: today });
  await run();
  expect(messages).toEqual(['Skipped a morning email run: the previous one is still in progress']);
  expect(morning.received(ann)).toEqual([]);
  answer();
  await first;
  expect(morning.received(ann)).toEqual(['Today: Bob']);
  await run();
  expect(morning.received(ann)).toEqual(['Today: Bob', 'Today: Carol']);
});

test('a run that hangs is abandoned and its job fails; the next run sends the rest', async () => {
  const { log, messages } = recordingLog();
  morning.at(`${today}T06:00:00Z`);
  morning.smtp.switches.silentTo = [ann.email];
  const run = task({ log, ends: 200 });
  await expect(run()).rejects.toThrow('timed out');
  expect(messages).toEqual(['Abandoned a morning email run that hung']);
  const bystander = await morning.open();
  await morning.meets(bystander, 'Bystander', { meeting_on: today });
  // Repeats like cron: on a busy machine, a run may be abandoned before it is done.
  await until(async () => {
    await run().catch(() => undefined);
    return morning.received(bystander).length > 0;
  });
  expect(morning.received(bystander)).toEqual(['Today: Bystander']);
  expect(await morning.outcomes(ann)).toEqual([]);
});

test('a long run leaves the rest to the next one', async () => {
  morning.at(`${today}T06:00:00Z`);
  const held = holdBefore(morning.pool, /from projected_meeting_notes_emails/);
  const long = task({ begins: 1, pool: held.pool })();
  await held.reached;
  // Timers fire in the order of their durations.
  await new Promise((resolve) => setTimeout(resolve, 5));
  held.goOn();
  await long;
  expect(morning.smtp.connections).toBe(0);
  await task()();
  expect(morning.received(ann)).toEqual(['Today: Bob']);
});

test('emails missed on earlier days are recorded on the hour', async () => {
  morning.at('2026-12-24T06:01:00Z');
  await task()();
  expect(await morning.outcomes(ann)).toEqual([]);
  morning.at('2026-12-24T07:00:00Z');
  await task()();
  expect(await morning.outcomes(ann)).toEqual([`missed ${today} day-over`]);
});

test('a worker that is stopping starts no further emails', async () => {
  morning.at(`${today}T06:00:00Z`);
  await task({ abortSignal: AbortSignal.abort() })();
  expect(morning.smtp.connections).toBe(0);
  expect(await morning.claims()).toEqual([]);
  await task()();
  expect(morning.received(ann)).toEqual(['Today: Bob']);
});

test('the event names the job', async () => {
  morning.at(`${today}T06:00:00Z`);
  await task()();
  const { rows } = await morning.pool.query('select metadata from events where metadata ? $1', ['job']);
  expect(rows).toEqual([{ metadata: { job: '7', command: 'record-mail-outcome', cause: 3 } }]);
});
