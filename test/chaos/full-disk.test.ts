import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import PostalMime from 'postal-mime';
import { systemClock } from '../../src/base/clock';
import { localDate } from '../../src/base/time';
import { changeSettings } from '../../src/domain/commands/change-settings';
import { planMeeting } from '../../src/domain/commands/plan-meeting';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import { expectEqualToOracle } from '../oracle/compare';
import { bundle } from '../support/bundle';
import { type Run, runCommand, until } from '../support/processes';
import { createStage, type Stage } from '../support/stage';
import { endWorkers, environment, untilCaughtUp } from '../support/workers';

jest.setTimeout(120_000);

let stage: Stage;
let env: Record<string, string>;
let worker: string;
beforeAll(async () => {
  stage = await createStage({ clock: systemClock });
  env = { ...environment(stage.url), LOG_LEVEL: 'info' };
  worker = await bundle('src/worker.ts');
});
afterAll(async () => {
  await endWorkers();
  await stage.drop();
});

const people = ['Ann', 'Bob', 'Cem'];

test('while the disk is full, no email is lost or incomplete; with space again, each is sent once', async () => {
  const { kith, pool } = stage;
  const bystander = await stage.bystander();
  const actor = await stage.open();
  await execute(kith, actor, changeSettings, { morning_hour: 0 });
  for (const name of people) await meetToday(actor, name);

  // No file may grow beyond one block, which has the effect of a full disk in the middle of writing an email.
  const full = runCommand('sh', ['-c', 'ulimit -f 1 && exec "$0" "$1"', process.execPath, worker], env);
  await full.says(/worker is ready/);
  await untilCaughtUp(kith);
  for (const times of [1, 2, 3]) {
    await morningEmail();
    await until(() => postponedRuns(full) >= times);
  }
  expect(full.stdout + full.stderr).toContain('EFBIG');
  // Everything else still works.
  await stage.contact(actor, 'Dörte');
  await untilCaughtUp(kith);
  expect(outbox()).toEqual([]);
  expect(await outcomes(actor)).toEqual([]);
  await until(async () => (await pool.query('select from mail_claims')).rowCount === 0);
  const due = 'select from projected_meeting_notes_emails where account_id = $1';
  expect((await pool.query(due, [actor.accountId])).rowCount).toBe(people.length);
  full.child.kill('SIGTERM');
  expect(await full.exit).toMatchObject({ code: 0 });

  const withSpace = runCommand(process.execPath, [worker], env);
  await withSpace.says(/worker is ready/);
  // The welcome email would be retried too late for a test.
  await pool.query('update reactor_cursors set retry_at = clock_timestamp() where retry_at is not null');
  await morningEmail();
  const isAllThere = async () => (await outcomes(actor)).length === people.length && outbox().length >= 1 + 2;
  await until(isAllThere);
  // Another run sends nothing more.
  await morningEmail();
  await until(async () => (await pool.query('select from graphile_worker.jobs')).rowCount === 0);
  withSpace.child.kill('SIGTERM');
  expect(await withSpace.exit).toMatchObject({ code: 0 });

  expect(await outcomes(actor)).toEqual(people.map(() => 'meeting-notes-email-sent'));
  const emails = await Promise.all(outbox().map((file) => PostalMime.parse(readFileSync(file))));
  expect(new Set(emails.map(({ messageId }) => messageId)).size).toBe(emails.length);
  const subjects = emails.map(({ subject }) => subject!);
  for (const name of people) expect(subjects.filter((subject) => subject.includes(name))).toHaveLength(1);
  // One morning email, and one welcome email for each account.
  expect(emails).toHaveLength(1 + 2);
  await expectEqualToOracle(pool, actor.accountId);
  await bystander.unharmed();
});

async function meetToday(actor: Actor, name: string): Promise<void> {
  const contact = await stage.contact(actor, name);
  const meeting_on = localDate(new Date(), 'Europe/Berlin');
  await execute(stage.kith, actor, planMeeting, { contact, meeting_on, notes: `Ask ${name} how it went` });
}

/** Usually, cron does this. */
async function morningEmail(): Promise<void> {
  await stage.pool.query(`select graphile_worker.add_job('morning-email', job_key => 'morning-email')`);
}

/** Returns how many runs left the email for the next one. */
function postponedRuns({ stdout, stderr }: Run): number {
  return [...`${stdout}${stderr}`.matchAll(/"waiting":1\b/g)].length;
}

function outbox(): string[] {
  const folder = path.join(env.DATA_DIR!, 'outbox');
  return readdirSync(folder).map((file) => path.join(folder, file));
}

async function outcomes({ accountId }: Actor): Promise<string[]> {
  const { rows } = await stage.pool.query<{ name: string }>(
    `select t.name from events e join event_types t on t.id = e.event_type_id
      where account_id = $1 and t.name ~ '^meeting-notes-email-'`,
    [accountId],
  );
  return rows.map(({ name }) => name);
}
