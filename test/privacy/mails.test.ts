import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLog } from '../../src/base/log';
import { closeAccount } from '../../src/domain/commands/close-account';
import { forgetContact } from '../../src/domain/commands/forget-contact';
import { execute } from '../../src/engine/deciding/execute';
import { about } from '../../src/mail/about';
import { createMailer } from '../../src/mail/mailer';
import { listOutbox } from '../../src/mail/outbox';
import { type ForgetMails, forgetMails } from '../../src/privacy/mails';
import { createMornings } from '../support/mornings';
import { createStage, type Stage } from '../support/stage';

let stage: Stage;
let dataDir: string;
let outbox: string;
beforeEach(async () => {
  stage = await createStage();
  dataDir = mkdtempSync(path.join(tmpdir(), 'kith-outbox-'));
  outbox = path.join(dataDir, 'outbox');
});
afterEach(async () => {
  await stage.drop();
  rmSync(dataDir, { recursive: true });
});

async function send(to: string, subject: string, accountId?: number, contacts: number[] = []) {
  const mailer = createMailer({
    smtpUrl: undefined,
    mailFrom: 'k@example.org',
    dataDir,
    log: createLog('silent'),
  });
  const known = accountId === undefined ? {} : about(accountId, contacts);
  await mailer.send({ to, subject, text: '', html: '', messageId: `<${subject}@kith>`, ...known });
  await mailer.close();
}

/** Returns the jobs that an erasure queues: one to run now, and one for emails that were in progress. */
async function jobs(): Promise<{ payload: ForgetMails; minutes: number }[]> {
  const { rows } = await stage.pool.query(
    `select j.payload, round(extract(epoch from j.run_at - j.created_at) / 60)::int as minutes
      from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where t.identifier = 'forget-mails' order by 2`,
  );
  return rows;
}

const left = async () => (await listOutbox(outbox, 100)).map(({ subject }) => subject).sort();

test('emails about a forgotten contact are deleted, including those about several contacts, and no others', async () => {
  const actor = await stage.open();
  const bob = await stage.contact(actor, 'Bob');
  const ann = await stage.contact(actor, 'Ann');
  const { accountId } = actor;
  await send('a@example.org', 'bob', accountId, [bob]);
  await send('a@example.org', 'both', accountId, [ann, bob]);
  await send('a@example.org', 'ann', accountId, [ann]);
  await send('a@example.org', 'other-accounts', accountId + 1, [bob]);
  await send('a@example.org', 'welcome');
  await execute(stage.kith, actor, forgetContact, { contact: bob });
  const [now, later] = await jobs();
  expect([now!.minutes, later!.minutes]).toEqual([0, 5]);
  expect(later!.payload).toEqual(now!.payload);
  expect(now!.payload).toEqual({ account: accountId, contact: bob, messages: [] });
  expect(await forgetMails(outbox, now!.payload)).toBe(2);
  expect(await left()).toEqual(['ann', 'other-accounts', 'welcome']);
  expect(await forgetMails(outbox, later!.payload)).toBe(0);
});

test('all emails to the address of a closed account are deleted, in any spelling; jobs don’t reveal the address', async () => {
  const actor = await stage.open();
  await send('person-1@example.org', 'one', actor.accountId, [2]);
  await send('Person-1@EXAMPLE.org', 'another');
  await send('person-12@example.org', 'bystander');
  await execute(stage.kith, actor, closeAccount, {});
  const [now] = await jobs();
  expect(JSON.stringify(await jobs())).not.toContain('person-1');
  expect(await forgetMails(outbox, now!.payload)).toBe(2);
  expect(await left()).toEqual(['bystander']);
});

test('morning emails are found, even if they are about several contacts', async () => {
  const morning = await createMornings();
  const ann = await morning.open({ stay_in_touch_email: true });
  const bob = await morning.meets(ann, 'Bob', { meeting_on: '2026-11-24', notes: 'A secret.' });
  await morning.meets(ann, 'Bystander', { meeting_on: '2026-11-25' });
  await morning.project(ann);
  const mailer = createMailer({
    smtpUrl: undefined,
    mailFrom: 'k@example.org',
    dataDir,
    log: createLog('silent'),
  });
  for (const day of ['24', '25']) {
    morning.at(`2026-11-${day}T06:00:00Z`);
    await morning.run({ mailer });
  }
  await mailer.close();
  expect(await left()).toHaveLength(2);
  expect(await forgetMails(outbox, { account: ann.accountId, contact: bob, messages: [] })).toBe(1);
  expect((await left()).join()).toMatch(/Bystander/);
  await morning.stop();
});

test('without an outbox folder, nothing happens', async () => {
  expect(await forgetMails(outbox, { account: 1, contact: 2, messages: [] })).toBe(0);
  expect(readdirSync(dataDir)).toEqual([]);
});
