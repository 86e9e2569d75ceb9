import { openAccount } from '../../src/accounts/open-account';
import { readConfig } from '../../src/base/config';
import { createContact } from '../../src/domain/commands/create-contact';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import { startReactorsAtHead } from '../../src/engine/reacting/cursor';
import { append } from '../../src/event-store/append';
import { createMailer } from '../../src/mail/mailer';
import { startWorker } from '../../src/worker/start-worker';
import { contactCreated, meetingPlanned } from '../support/happened';
import { createMornings, type Mornings } from '../support/mornings';
import { until } from '../support/processes';

const [accounts, meetings] = [200, 5];
const today = '2026-11-24';
const seven = '2026-11-24T06:00:00Z';

let morning: Mornings;

beforeEach(async () => {
  morning = await createMornings();
});

afterEach(() => morning.stop());

async function openWithMeetings(index: number): Promise<void> {
  const opening = { email: `busy-${index}@example.org`, passwordHash: '-', timeZone: 'Europe/Berlin' };
  const opened = (await openAccount(morning.kith, { ...opening, locale: 'en' })) as Actor;
  const names = Array.from({ length: meetings }, (_, contact) => contactCreated(`Contact ${contact}`));
  const plans = names.map((_, contact) => meetingPlanned(contact + 2, today));
  await append(morning.kith, { ...opened, head: 1, events: [...names, ...plans] });
  await startReactorsAtHead(morning.pool, opened.accountId); // Skips the welcome email.
}

const count = async (statement: string) =>
  (await morning.pool.query<{ count: number }>(statement)).rows[0]!.count;

test('a run with a thousand meetings uses few connections, sends one email per account, and doesn’t block other jobs', async () => {
  const { kith, pool, smtp, dataDir } = morning;
  const bystander = await morning.open();
  await startReactorsAtHead(pool, bystander.accountId);
  for (let index = 0; index < accounts; index++) await openWithMeetings(index);
  morning.at(seven);
  const config = readConfig({ DATA_DIR: dataDir, SESSION_SECRET: 's'.repeat(32), SMTP_URL: smtp.url });
  const mailer = createMailer({ ...config, log: kith.log });
  const worker = await startWorker({ config, ...kith }, { kith, mailer, cron: false });
  try {
    await until(
      async () =>
        (await count('select count(*) from projected_meeting_notes_emails')) === accounts * meetings,
    );
    await pool.query(`select graphile_worker.add_job('morning-email')`);
    await until(() => smtp.mails.length >= 50);

    // Projecting the new contact must not wait for emails: the server accepts no more until it is done.
    let goOn = () => {};
    smtp.switches.holds = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await execute(kith, bystander, createContact, { name: 'Bystander' });
    await until(() => count(`select count(*) from projected_contacts where name = 'Bystander'`));
    expect(smtp.mails.length).toBeLessThan(accounts);
    goOn();

    await until(() => smtp.mails.length >= accounts / 2);
    await until(async () => (await count('select count(*) from projected_meeting_notes_emails')) === 0);
  } finally {
    await worker.stop();
  }
  expect(smtp.mails).toHaveLength(accounts);
  expect(new Set(smtp.mails.map(({ to }) => to.join())).size).toBe(accounts);
  for (const { parsed } of smtp.mails)
    expect(parsed.html).toContain(`You’re meeting ${meetings} people today.`);
  // Nodemailer opens five connections at once, and reopens each after a hundred emails.
  expect(smtp.connections).toBeLessThanOrEqual(5 + accounts / 100);
  expect(await morning.claims()).toEqual([]);
  expect(await count(`select count(*) from graphile_worker.jobs where last_error is not null`)).toBe(0);
}, 240_000);
