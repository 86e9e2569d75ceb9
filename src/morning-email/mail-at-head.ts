import { type EventRow, readSubjectRows } from '../event-store/read';
import { type Engine, projectionNamed } from '../projecting/engine';
import { emptyTables, fold } from '../projecting/fold';
import { readState } from '../projecting/state';
import { decodeKnown } from '../projecting/stream-fold';
import type { Table } from '../projecting/table';
import type { AccountRow } from '../projections/accounts';
import type { ContactRow, MeetingRow } from '../projections/contact-rows';
import type { MeetingNotesEmailRow } from '../projections/meeting-notes-emails';
import { addDays, instantOf } from '../time';
import { type Verdict, verdictOn } from './verdict';

/** A morning mail as it stands at the stream's head. */
export type MailAtHead = {
  head: number;
  verdict: Exclude<Verdict, 'not-yet'>;
  account: AccountRow;
  contact: ContactRow;
  meeting: MeetingRow;
  mail: MeetingNotesEmailRow;
};

/** The mail about a contact's meeting on a day (YYYY-MM-DD). */
export type MailSought = { accountId: number; contact: number; meetingOn: string };

type Tables = {
  accounts: Table<AccountRow>;
  contacts: Table<ContactRow>;
  meetings: Table<MeetingRow>;
  meetingNotesEmails: Table<MeetingNotesEmailRow>;
};

/**
 * The mail about this contact and day as all events have it, however far the projections are. Null: at the head there
 * is none to settle now (moved, cancelled, deleted, settled already, or not wanted). Throws Unfoldable.
 */
export async function mailAtHead(kith: Engine, sought: MailSought): Promise<MailAtHead | null> {
  const values = [sought.contact];
  const { head, tables } = await readState(kith, sought.accountId, [
    { table: 'accounts', all: true },
    { table: 'contacts', column: 'contact', values },
    { table: 'meetings', column: 'contact', values },
    { table: 'meetingNotesEmails', column: 'contact', values },
  ]);
  const { accounts, contacts, meetings, meetingNotesEmails } = tables as Tables;
  const mail = mailOn(meetingNotesEmails, sought);
  const [account, contact] = [accounts.get(), contacts.one(sought.contact)];
  const meeting = mail && meetings.get(mail.meeting);
  if (!account || !contact || !meeting) return null;
  const verdict = verdictOn(account, mail.meeting_on, kith.clock());
  if (verdict === 'not-yet') return null;
  if (verdict === 'day-over' && !(await wasWanted(kith, sought, head, account.time_zone))) return null;
  return { head, verdict, account, contact: contacts.definition.finish!(contact), meeting, mail };
}

/** A mail is missed only where it was due, and the account had it switched on, when the meeting's day ended. */
async function wasWanted(
  kith: Engine,
  { accountId, contact, meetingOn }: MailSought,
  head: number,
  timeZone: string,
): Promise<boolean> {
  const dayEnd = instantOf(addDays(meetingOn, 1), null, timeZone);
  const then = async (projection: string, subject: number | null) => {
    const rows = await readSubjectRows(kith.pool, accountId, subject, head);
    return foldBefore(kith, projection, rows, dayEnd);
  };
  const { accounts } = (await then('accounts', null)) as Pick<Tables, 'accounts'>;
  if (!accounts.get()?.morning_email) return false;
  const { meetingNotesEmails } = (await then('meeting_notes_emails', contact)) as Tables;
  return mailOn(meetingNotesEmails, { contact, meetingOn }) !== undefined;
}

/** The projection's tables with what these rows tell of the time before a moment. */
async function foldBefore(kith: Engine, name: string, rows: EventRow[], moment: Date): Promise<unknown> {
  const projection = projectionNamed(kith, name);
  const before = rows.filter((row) => row.created_at < moment);
  const { events } = await decodeKnown(kith, kith.pool, projection, before);
  const tables = emptyTables(projection);
  fold(projection, tables, events);
  return tables;
}

function mailOn(
  mails: Table<MeetingNotesEmailRow>,
  { contact, meetingOn }: Pick<MailSought, 'contact' | 'meetingOn'>,
): MeetingNotesEmailRow | undefined {
  return mails.of(contact).find(({ meeting_on }) => meeting_on === meetingOn);
}
