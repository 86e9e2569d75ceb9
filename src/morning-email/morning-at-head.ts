import type { Engine } from '../projecting/engine';
import { readState } from '../projecting/state';
import type { Table } from '../projecting/table';
import type { AccountRow } from '../projections/accounts';
import type { ContactRow, MeetingRow } from '../projections/contact-rows';
import type { MeetingNotesEmailRow } from '../projections/meeting-notes-emails';
import { localDate } from '../time';
import { sought } from './sought-in-the-morning';
import { hasMorningCome, morningOf } from './verdict';

/** All that one morning mail tells, as it stands at the stream's head. Of both lists one at least has something. */
export type MorningAtHead = {
  head: number;
  /** The local day. */
  today: string;
  account: AccountRow;
  meetings: MeetingThatDay[];
  /** Those whose day to be in touch has come, and whom no mail has mentioned for it. */
  due: ContactRow[];
};
export type MeetingThatDay = { contact: ContactRow; meeting: MeetingRow; mail: MeetingNotesEmailRow };

type Tables = {
  accounts: Table<AccountRow>;
  contacts: Table<ContactRow>;
  meetings: Table<MeetingRow>;
  meetingNotesEmails: Table<MeetingNotesEmailRow>;
};

/**
 * What an account that has one mail for its whole morning is to be told now, as all events have it. Null: nothing, not
 * yet, or not like this. Throws Unfoldable.
 *
 * A meeting is told of as in a mail of its own: also one that is planned after the morning. People are mentioned in the
 * morning or, where that was missed, later that day; but whose turn came by what happened after the morning began, or
 * where the settings changed after that, they wait for the next.
 */
export async function morningAtHead(kith: Engine, accountId: number): Promise<MorningAtHead | null> {
  const now = kith.clock();
  const values = await sought(kith.pool, accountId, now);
  if (values.length === 0) return null;
  const { head, tables } = await readState(kith, accountId, [
    { table: 'accounts', all: true },
    { table: 'contacts', column: 'contact', values },
    { table: 'meetings', column: 'contact', values },
    { table: 'meetingNotesEmails', column: 'contact', values },
  ]);
  const { accounts, contacts, ...others } = tables as Tables;
  const account = accounts.get();
  if (!account?.stay_in_touch_email || !hasMorningCome(account, now)) return null;
  const today = localDate(now, account.time_zone);
  const people = values.flatMap((subject) => contacts.one(subject) ?? []).map(contacts.definition.finish!);
  const meetings = account.morning_email ? people.flatMap((one) => meetingOn(today, one, others)) : [];
  const due = people.filter((one) => isDue(one, today, account, morningOf(account, now)));
  return meetings.length + due.length > 0 ? { head, today, account, meetings, due: inOrder(due) } : null;
}

function meetingOn(
  today: string,
  contact: ContactRow,
  { meetings, meetingNotesEmails }: Pick<Tables, 'meetings' | 'meetingNotesEmails'>,
): MeetingThatDay[] {
  const mail = meetingNotesEmails.of(contact.contact).find(({ meeting_on }) => meeting_on === today);
  const meeting = mail && meetings.get(mail.meeting);
  return meeting ? [{ contact, meeting, mail }] : [];
}

function isDue(contact: ContactRow, today: string, account: AccountRow, morning: Date): boolean {
  const { stay_in_touch_on: day, stay_in_touch_reminded_for: reminded, next_meeting_on } = contact;
  // Who is met today needs no reminder.
  if (day === null || day > today || (reminded ?? '') >= day || next_meeting_on === today) return false;
  return contact.last_updated_at <= morning && account.last_updated_at <= morning;
}

/** The longest overdue first. */
function inOrder(due: ContactRow[]): ContactRow[] {
  return due.sort((a, b) => (a.stay_in_touch_on! < b.stay_in_touch_on! ? -1 : 1));
}
