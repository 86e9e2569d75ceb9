import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../src/base/clock';
import { readConfig } from '../../src/base/config';
import { localDate } from '../../src/base/time';
import { changeSettings } from '../../src/domain/commands/change-settings';
import { planMeeting } from '../../src/domain/commands/plan-meeting';
import { recordMailOutcome } from '../../src/domain/commands/record-mail-outcome';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import { createMailer } from '../../src/mail/mailer';
import { sendMorningEmails } from '../../src/morning/send-morning-emails';
import { expectEqualToOracle } from '../oracle/compare';
import { erasing } from '../support/forms';
import { busyPerson } from '../support/person';
import { isHoldingJobs, killPlaced, placing } from '../support/places';
import { until } from '../support/processes';
import { random, seed } from '../support/random';
import { startSmtp, type TestSmtp } from '../support/smtp';
import { createStage, type Stage, settle } from '../support/stage';
import { endWorkers, environment, untilCaughtUp } from '../support/workers';

const seconds = Number(process.env.KITH_CHAOS_SECONDS ?? 12);
const enoughKills = 4;
const enoughEmails = 2;
const longestLife = 4_000;
const ownJob = 'test';
const chosen = seed();
jest.setTimeout((seconds + 120) * 1_000);

let stage: Stage;
let smtp: TestSmtp;
beforeAll(async () => {
  // Workers use the system's clock, so meetings must be planned by it, too.
  stage = await createStage({ clock: systemClock });
  // It confirms emails slowly, so that workers can be killed in the meantime.
  smtp = await startSmtp({ slowAfterData: 200 });
});
afterAll(async () => {
  await endWorkers();
  await smtp.stop();
  await stage.drop();
});

test(`while three workers are killed repeatedly, sixteen writers' events are projected and emails are sent once (KITH_SEED=${chosen})`, async () => {
  const { kith, pool } = stage;
  const env = { ...environment(stage.url), SMTP_URL: smtp.url };
  const bystander = await stage.bystander();
  const actors: Actor[] = [];
  for (let count = 0; count < 10; count++) actors.push(await stage.open());
  const mailed = await stage.open();
  await execute(kith, mailed, changeSettings, { morning_hour: 0 });
  const place = placing(stage, env);
  const workers = await Promise.all([place(), place(), place()]);

  const end = performance.now() + seconds * 1_000;
  let killedAtWork = 0;
  let emails = 0;
  const isRunning = () => performance.now() < end || killedAtWork < enoughKills || emails < enoughEmails;
  // Some streams have one writer, some have two independent ones.
  const writers = Array.from({ length: 16 }, async (_, number) => {
    const person = busyPerson(kith, actors[number % actors.length]!, chosen + number, {
      // Recorded emails that were never sent would be counted as missing.
      without: [...erasing, recordMailOutcome],
    });
    while (isRunning()) await person.act();
  });
  // A worker runs for a while, so that it finishes some jobs, and is killed in the middle of the next one.
  const killing = workers.map(async (_, index) => {
    const next = random(chosen - index);
    while (isRunning()) {
      const notBefore = performance.now() + next() * longestLife;
      await until(
        async () =>
          !isRunning() || (performance.now() > notBefore && (await isHoldingJobs(pool, workers[index]!))),
      );
      if (await killPlaced(pool, workers[index]!)) killedAtWork++;
      workers[index] = await place();
    }
  });
  const meeting = async () => {
    for (let person = 1; isRunning(); person++) {
      await meetToday(mailed, `Person ${person}`);
      emails = await countEmailsOf(mailed);
      await pause(250);
    }
  };
  await Promise.all([...writers, ...killing, meeting()]);
  await untilCaughtUp(kith);
  for (const { run } of workers) run.child.kill('SIGTERM');
  for (const { run } of workers) expect(await run.exit).toEqual({ code: 0, signal: null });
  await settleEmails(env);

  expect(killedAtWork).toBeGreaterThanOrEqual(enoughKills);
  for (const { accountId } of [...actors, mailed]) {
    expect(await settle(kith, accountId)).toEqual(kith.projections.map(() => 'caught-up'));
    await expectEqualToOracle(pool, accountId);
  }
  const troubled = 'select from projection_cursors where failures > 0 or parked_at is not null';
  expect((await pool.query(troubled)).rowCount).toBe(0);
  await expectEmailsOnce(mailed);
  await bystander.unharmed();
});

/** Plans a meeting with a new contact for today, and queues the morning email, which usually cron does. */
async function meetToday(actor: Actor, name: string): Promise<void> {
  const { kith, pool } = stage;
  const contact = await stage.contact(actor, name);
  await execute(kith, actor, planMeeting, { contact, meeting_on: localDate(new Date(), 'Europe/Berlin') });
  await pool.query(queueMorningEmail);
}

async function countEmailsOf({ accountId }: Actor): Promise<number> {
  const { rows } = await stage.pool.query(
    `select count(*)::integer as emails from events e join event_types t on t.id = e.event_type_id
      where account_id = $1 and t.name = 'meeting-notes-email-sent'`,
    [accountId],
  );
  return rows[0].emails;
}

// It runs before the hundreds of waiting jobs, and queueing it again does not delay it.
const queueMorningEmail = `select graphile_worker.add_job('morning-email', job_key => 'morning-email',
  priority => -1, job_key_mode => 'preserve_run_at')`;

/** Settles the emails that killed workers did not finish, and those that no worker began. */
async function settleEmails(env: Record<string, string>): Promise<void> {
  const config = readConfig(env);
  const mailer = createMailer({ ...config, log: stage.kith.log });
  for (let left = 1; left > 0; ) {
    const run = await sendMorningEmails({ config, kith: stage.kith, mailer }, { job: ownJob, lease: 0 });
    left = run.sent + run.missed + run.uncertain + run.waiting;
  }
  await mailer.close();
}

/** Expects that every email was sent once, whichever workers were killed, and that its outcome is recorded. */
async function expectEmailsOnce(mailed: Actor): Promise<void> {
  const { pool } = stage;
  const morningEmails = smtp.mails.filter(({ parsed }) => parsed.subject?.startsWith('Today: '));
  const sent = morningEmails.map(({ parsed }) => parsed.messageId!);
  expect(new Set(sent).size).toBe(sent.length);
  const { rows } = await pool.query<Outcome>(
    `select account_id, subject, payload ->> 'message_id' as id, metadata ->> 'job' <> $1 as "byWorker",
        replace(t.name, 'meeting-notes-email-', '') as outcome
      from events e join event_types t on t.id = e.event_type_id where t.name ~ '^meeting-notes-email-'`,
    [ownJob],
  );
  const recorded = (outcome: string) => rows.filter((row) => row.outcome === outcome).map(({ id }) => id);
  expect(sent).toEqual(expect.arrayContaining(recorded('sent')));
  expect([...recorded('sent'), ...recorded('uncertain')]).toEqual(expect.arrayContaining(sent));

  const met = rows.filter(({ account_id }) => account_id === mailed.accountId);
  const { rows: contacts } = await pool.query(
    'select contact from projected_contacts where account_id = $1 order by contact',
    [mailed.accountId],
  );
  expect(met.map(({ subject }) => subject).sort((a, b) => a - b)).toEqual(
    contacts.map(({ contact }) => contact),
  );
  expect(met.filter(({ outcome, byWorker }) => outcome === 'sent' && byWorker).length).toBeGreaterThanOrEqual(
    enoughEmails,
  );
}

type Outcome = { account_id: number; subject: number; id: string; byWorker: boolean; outcome: string };
