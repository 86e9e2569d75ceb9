import { addDays, instantOf, localDate } from '../base/time';
import type { AccountRow } from '../domain/projections/accounts';
import type { ContactRow, MeetingRow } from '../domain/projections/contact-rows';
import type { MeetingNotesEmailRow } from '../domain/projections/meeting-notes-emails';
import type { Log } from '../engine/deciding/log';
import { folding, readLog, tablesOfEvents } from '../engine/deciding/read-log';
import { Unavailable } from '../engine/deciding/refusal';
import type { Engine } from '../engine/projecting/engine';
import type { Table } from '../engine/projecting/table';
import type { Claimed } from './claims';
import { hasMorningCome, morningOf } from './morning-hour';

/** What remains to be sent or recorded for one morning, according to the stream's head. */
export type MorningAtHead = {
  head: number;
  /** Never empty. */
  about: Claimed[];
  /** The content of the email. Null if the day is over. */
  content: MorningContent | null;
};

export type MorningContent = {
  /** The local day, YYYY-MM-DD. */
  today: string;
  account: AccountRow;
  meetings: { contact: ContactRow; meeting: MeetingRow; email: MeetingNotesEmailRow }[];
  /** Contacts due for getting in touch and not yet mentioned by an email for that, the longest overdue first. */
  due: ContactRow[];
};

type Tables = {
  accounts: Table<AccountRow>;
  contacts: Table<ContactRow>;
  meetings: Table<MeetingRow>;
  meetingNotesEmails: Table<MeetingNotesEmailRow>;
};

/**
 * Returns what the account's email about these contacts should say now, or what it missed on the oldest day that is
 * over. Folds all events, so lagging projections don't matter. Null if nothing is due yet. Throws Unavailable.
 *
 * Meetings are included once the morning has begun, even if they are planned later that day. Reminders are included in
 * the morning or, if that run was missed, later that day. A reminder that became due because of a change after the
 * morning began waits for the next morning, and so do all reminders if the settings changed after that.
 */
export async function morningAtHead(
  kith: Engine,
  accountId: number,
  contacts: readonly number[],
): Promise<MorningAtHead | null> {
  try {
    return await morningOfAll(kith, accountId, contacts);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    // Contacts whose events can't be folded must not hold up the others.
    const readable: number[] = [];
    for (const one of contacts) if (await isReadable(kith, accountId, one)) readable.push(one);
    const morning = readable.length > 0 && (await morningOfAll(kith, accountId, readable));
    if (!morning) throw error;
    return morning;
  }
}

function isReadable(kith: Engine, accountId: number, contact: number): Promise<boolean> {
  return morningOfAll(kith, accountId, [contact]).then(
    () => true,
    (error) => {
      if (error instanceof Unavailable) return false;
      throw error;
    },
  );
}

async function morningOfAll(
  kith: Engine,
  accountId: number,
  contacts: readonly number[],
): Promise<MorningAtHead | null> {
  const log = await readLog(kith, accountId, { subjects: contacts, account: true });
  return folding(() => {
    const tables = log.tables as Tables;
    const account = tables.accounts.get();
    if (!account) return null;
    const now = kith.clock();
    const today = localDate(now, account.time_zone);
    const missed = missedBefore(today, account, contacts, log, kith);
    if (missed.length > 0) return { head: log.head, about: missed.map(aboutMeeting), content: null };
    if (!hasMorningCome(account, now)) return null;
    const meetings = account.morning_email ? meetingsOn(today, contacts, tables) : [];
    const due = account.stay_in_touch_email ? dueOn(today, account, contacts, tables) : [];
    const about = [...meetings.map(({ email }) => aboutMeeting(email)), ...due.map(aboutContact)];
    return about.length > 0 ? { head: log.head, about, content: { today, account, meetings, due } } : null;
  });
}

function missedBefore(
  today: string,
  account: AccountRow,
  contacts: readonly number[],
  log: Log,
  kith: Engine,
): MeetingNotesEmailRow[] {
  const { meetingNotesEmails } = log.tables as Tables;
  const missed = contacts
    .flatMap((one) => meetingNotesEmails.of(one))
    .filter((email) => email.meeting_on < today && wasWanted(email, account, log, kith));
  const [oldest] = missed.map(({ meeting_on }) => meeting_on).sort();
  return missed.filter(({ meeting_on }) => meeting_on === oldest);
}

/** An email counts as missed only if it was due, and turned on in the settings, when the meeting's day ended. */
function wasWanted(
  { contact, meeting_on }: MeetingNotesEmailRow,
  { time_zone }: AccountRow,
  { events }: Log,
  kith: Engine,
): boolean {
  const dayEnd = instantOf(addDays(meeting_on, 1), null, time_zone);
  const before = tablesOfEvents(
    kith,
    events.filter(({ subject, createdAt }) => (subject ?? contact) === contact && createdAt < dayEnd),
  ) as Tables;
  const emails = before.meetingNotesEmails.of(contact);
  return before.accounts.get()?.morning_email === true && emails.some((one) => one.meeting_on === meeting_on);
}

function meetingsOn(
  today: string,
  contacts: readonly number[],
  { contacts: rows, meetings, meetingNotesEmails }: Tables,
): MorningContent['meetings'] {
  return contacts.flatMap((one) => {
    const email = meetingNotesEmails.of(one).find(({ meeting_on }) => meeting_on === today);
    const meeting = email && meetings.get(email.meeting);
    const contact = rows.one(one);
    return contact && meeting ? [{ contact: rows.definition.finish!(contact), meeting, email }] : [];
  });
}

function dueOn(
  today: string,
  account: AccountRow,
  contacts: readonly number[],
  { contacts: rows }: Tables,
): ContactRow[] {
  const morning = morningOf(account, today);
  if (account.last_updated_at > morning) return [];
  return contacts
    .flatMap((one) => rows.one(one) ?? [])
    .map(rows.definition.finish!)
    .filter(({ stay_in_touch_on: day, stay_in_touch_reminded_for: reminded, ...contact }) => {
      if (day === null || day > today || (reminded ?? '') >= day) return false;
      // A contact whom the account holder meets today needs no reminder.
      return contact.next_meeting_on !== today && contact.last_updated_at <= morning;
    })
    .sort((a, b) => (a.stay_in_touch_on! < b.stay_in_touch_on! ? -1 : 1));
}

function aboutMeeting({ contact, meeting, meeting_on: day, dated_by: cause }: MeetingNotesEmailRow): Claimed {
  return { contact, meeting, day, cause };
}

function aboutContact({ contact, stay_in_touch_on: day }: ContactRow): Claimed {
  return { contact, meeting: null, day: day!, cause: null };
}
