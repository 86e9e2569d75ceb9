import { eventTypeIds } from '../event-store/event-type-ids';
import { decode, readSubjectRows } from '../event-store/read';
import { type Engine, projectionNamed } from '../projecting/engine';
import { emptyTables, fold } from '../projecting/fold';
import { readState } from '../projecting/state';
import type { Table } from '../projecting/table';
import type { AccountRow } from '../projections/accounts';
import type { ContactRow } from '../projections/contacts';
import type { MeetingNotesEmailRow } from '../projections/meeting-notes-emails';
import { addDays, instantOf } from '../time';
import { type Verdict, verdictOn } from './verdict';

/** A morning mail as it stands at the stream's head. */
export type MailAtHead = {
  head: number;
  verdict: Exclude<Verdict, 'not-yet'>;
  account: AccountRow;
  contact: ContactRow;
  mail: MeetingNotesEmailRow;
};

type Tables = {
  accounts: Table<AccountRow>;
  contacts: Table<ContactRow>;
  meetingNotesEmails: Table<MeetingNotesEmailRow>;
};

/**
 * The mail about this contact as all events have it, however far the projections are. Null: at the head there is
 * none to settle now (moved, cancelled, deleted, settled already, or not wanted). Throws Unfoldable.
 */
export async function mailAtHead(
  kith: Engine,
  accountId: number,
  contact: number,
): Promise<MailAtHead | null> {
  const values = [contact];
  const { head, tables } = await readState(kith, accountId, [
    { table: 'accounts', all: true },
    { table: 'contacts', column: 'contact', values },
    { table: 'meetingNotesEmails', column: 'contact', values },
  ]);
  const { accounts, contacts, meetingNotesEmails } = tables as Tables;
  const [account, row, mail] = [accounts.get(), contacts.one(contact), meetingNotesEmails.one(contact)];
  if (!account || !row || !mail) return null;
  const verdict = verdictOn(account, mail.meeting_on, kith.clock());
  if (verdict === 'not-yet') return null;
  if (verdict === 'day-over' && !(await wasWanted(kith, accountId, head, account, mail))) return null;
  return { head, verdict, account, contact: contacts.definition.finish!(row), mail };
}

/** A mail is missed only by those who had it switched on when the meeting's day ended. */
async function wasWanted(
  kith: Engine,
  accountId: number,
  head: number,
  { time_zone }: AccountRow,
  { meeting_on }: MeetingNotesEmailRow,
): Promise<boolean> {
  const dayEnd = instantOf(addDays(meeting_on, 1), null, time_zone);
  const ids = await eventTypeIds(kith.pool);
  const rows = await readSubjectRows(kith.pool, accountId, null, head);
  const before = rows.filter((row) => row.created_at < dayEnd);
  const projection = projectionNamed(kith, 'accounts');
  const then = emptyTables(projection) as unknown as Pick<Tables, 'accounts'>;
  fold(
    projection,
    then,
    before.map((row) => decode(row, ids, kith.eventTypes)),
  );
  return then.accounts.get()?.morning_email ?? false;
}
