import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Pool } from 'pg';
import { openAccount } from '../../src/accounts/open-account';
import { createLog, type Log } from '../../src/base/log';
import { type ChangeSettings, changeSettings } from '../../src/domain/commands/change-settings';
import { chooseStayInTouch } from '../../src/domain/commands/choose-stay-in-touch';
import { createContact } from '../../src/domain/commands/create-contact';
import { type PlanMeeting, planMeeting } from '../../src/domain/commands/plan-meeting';
import type { Command } from '../../src/engine/deciding/define-command';
import { type Actor, execute } from '../../src/engine/deciding/execute';
import type { Engine } from '../../src/engine/projecting/engine';
import { createKith } from '../../src/kith';
import { createMailer, type Mailer } from '../../src/mail/mailer';
import {
  type MorningEmailOptions,
  type MorningEmailSummary,
  sendMorningEmails,
} from '../../src/morning/send-morning-emails';
import { createTestDatabase } from './database';
import { startSmtp, type TestSmtp } from './smtp';
import { project } from './stage';

export type Person = Actor & { email: string };
type Settings = Omit<ChangeSettings, 'seen'>;

export type Mornings = {
  kith: Engine;
  pool: Pool;
  url: string;
  smtp: TestSmtp;
  dataDir: string;
  /** Sets the clock. */
  at(now: string): void;
  /** Opens an account in Berlin whose morning begins at 7. */
  open(settings?: Settings): Promise<Person>;
  /** Executes a command for the person at the clock's time. Does not project it. */
  does<Input>(
    person: Person,
    // biome-ignore lint/suspicious/noExplicitAny: tables and events are the command's own affair
    command: Command<Input, any, any>,
    input: Input,
  ): Promise<void>;
  /** Creates a contact with a meeting, and projects it. Returns the contact's subject. */
  meets(person: Person, name: string, meeting: Omit<PlanMeeting, 'contact'>): Promise<number>;
  /**
   * Creates a contact to stay in touch with every `every_days` days, and projects it. Returns the contact's subject.
   */
  counts(person: Person, name: string, every_days: number, contact_methods?: string): Promise<number>;
  /** Brings the projections up to date, as the worker does. */
  project(...people: Person[]): Promise<void>;
  /** Runs the morning email once, as a separate worker would. */
  run(
    options?: Partial<MorningEmailOptions> & { pool?: Pool; mailer?: Mailer; log?: Log },
  ): Promise<MorningEmailSummary>;
  /** Returns the logged outcomes of emails about meetings: "sent 2026-11-24", "missed 2026-11-24 day-over". */
  outcomes(person: Person): Promise<string[]>;
  /** Returns the logged outcomes of reminders: "sent 2026-11-24". */
  reminded(person: Person): Promise<string[]>;
  /** Returns the subjects of the emails that the person has received. */
  received(person: Person): string[];
  claims(): Promise<{ contact: number; handed_over: boolean }[]>;
  stop(): Promise<void>;
};

/**
 * Sets up accounts, a settable clock (noon in Berlin on November 23), and a real SMTP server. Nothing runs by itself.
 */
export async function createMornings(): Promise<Mornings> {
  const database = await createTestDatabase();
  const smtp = await startSmtp();
  const { pool, url } = database;
  let now = new Date('2026-11-23T11:00:00Z');
  const log = createLog('silent');
  const engine = createKith({ pool, log, clock: () => now });
  const kith = { ...engine, announce: () => undefined, retryPauses: [20, 20] };
  const dataDir = mkdtempSync(path.join(tmpdir(), 'kith-morning-'));
  let people = 0;

  const does: Mornings['does'] = async (person, command, input) => {
    await execute(kith, person, command, input, { at: now });
  };
  const projectAll: Mornings['project'] = async (...persons) => {
    for (const { accountId } of persons)
      for (const projection of kith.projections) await project(kith, projection, accountId);
  };

  return {
    kith,
    pool,
    url,
    smtp,
    dataDir,
    at(moment) {
      now = new Date(moment);
    },
    async open(settings = {}) {
      const email = `person-${++people}@example.org`;
      const opening = { email, passwordHash: '-', timeZone: 'Europe/Berlin', locale: 'en', at: now };
      const opened = await openAccount(kith, opening);
      if (typeof opened === 'string') throw new Error(opened);
      await execute(kith, opened, changeSettings, settings, { at: now });
      return { ...opened, email };
    },
    does,
    async meets(person, name, meeting) {
      const { subject } = await execute(kith, person, createContact, { name }, { at: now });
      await does(person, planMeeting, { contact: subject!, ...meeting });
      await projectAll(person);
      return subject!;
    },
    async counts(person, name, every_days, contact_methods = '') {
      const input = { name, contact_methods };
      const { subject } = await execute(kith, person, createContact, input, { at: now });
      await does(person, chooseStayInTouch, { contact: subject!, every_days });
      await projectAll(person);
      return subject!;
    },
    project: projectAll,
    async run({ pool: other = pool, mailer, log: runLog = log, ...options } = {}) {
      const own =
        mailer ?? createMailer({ smtpUrl: smtp.url, mailFrom: 'Kith <kith@example.org>', dataDir, log });
      const deps = {
        config: { baseUrl: 'https://kith.example.org' },
        kith: { ...kith, pool: other, log: runLog },
        mailer: own,
      };
      try {
        return await sendMorningEmails(deps, { job: 'test', ...options });
      } finally {
        if (!mailer) await own.close();
      }
    },
    async outcomes({ accountId }) {
      const { rows } = await pool.query<{ outcome: string }>(
        `select concat_ws(' ', replace(t.name, 'meeting-notes-email-', ''), payload ->> 'meeting_on', payload ->> 'reason') as outcome
          from events join event_types t on t.id = event_type_id
          where account_id = $1 and t.name like 'meeting-notes-email-%' order by position`,
        [accountId],
      );
      return rows.map(({ outcome }) => outcome);
    },
    async reminded({ accountId }) {
      const { rows } = await pool.query<{ line: string }>(
        `select concat_ws(' ', payload ->> 'outcome', payload ->> 'due_on') as line
          from events join event_types t on t.id = event_type_id
          where account_id = $1 and t.name = 'stay-in-touch-reminded' order by position`,
        [accountId],
      );
      return rows.map(({ line }) => line);
    },
    received: ({ email }) =>
      smtp.mails.filter(({ to }) => to.includes(email)).map(({ parsed }) => parsed.subject ?? ''),
    async claims() {
      const { rows } = await pool.query(
        'select contact, handed_over_at is not null as handed_over from mail_claims order by account_id, contact',
      );
      return rows;
    },
    async stop() {
      await smtp.stop();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The summary of a run that did nothing. */
export const nothing: MorningEmailSummary = {
  sent: 0,
  missed: 0,
  uncertain: 0,
  waiting: 0,
  parked: 0,
  unreachable: false,
  failed: false,
};
