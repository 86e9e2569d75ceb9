import type { JobHelpers } from 'graphile-worker';
import { morningEmail } from '../../jobs/morning-email';
import { createMailer, type Mailer } from '../../src/mail/mailer';
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
  await mailer.close();
  await morning.stop();
});

function task(abortSignal = new AbortController().signal) {
  const job = morningEmail({ config: { baseUrl: 'https://kith.example.org' }, kith: morning.kith, mailer });
  return async () => job({}, { job: { id: '7' }, abortSignal } as JobHelpers);
}

test('a run that outlasts its minute takes one place for jobs, not one more every minute', async () => {
  morning.at(`${today}T06:00:00Z`);
  morning.smtp.switches.slow = 300;
  const run = task();
  const first = run();
  await until(async () => (await morning.claims()).length === 1);
  await morning.meets(ann, 'Carol', { meeting_on: today });
  await run();
  expect(morning.received(ann)).toEqual([]);
  await first;
  expect(morning.received(ann)).toEqual(['Today: Bob']);
  await run();
  expect(morning.received(ann)).toEqual(['Today: Bob', 'Today: Carol']);
});

test('days long over are looked at every full hour', async () => {
  morning.at('2026-12-24T06:01:00Z');
  await task()();
  expect(await morning.outcomes(ann)).toEqual([]);
  morning.at('2026-12-24T07:00:00Z');
  await task()();
  expect(await morning.outcomes(ann)).toEqual([`missed ${today} day-over`]);
});

test('a worker that stops begins no further mail', async () => {
  morning.at(`${today}T06:00:00Z`);
  await task(AbortSignal.abort())();
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
