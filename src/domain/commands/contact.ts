import { localDate } from '../../base/time';
import type { Table } from '../../engine/projecting/table';
import type { About } from '../../event-store/read-about';
import type { AccountRow } from '../projections/accounts';
import type { ContactRow, DeletedContactRow, MeetingRow } from '../projections/contact-rows';
import type { InteractionRow } from '../projections/interactions';

export type ContactTables = { contacts: Table<ContactRow>; deletedContacts: Table<DeletedContactRow> };
export type AccountTables = { accounts: Table<AccountRow> };
export type InteractionTables = { interactions: Table<InteractionRow> };
export type MeetingTables = { meetings: Table<MeetingRow> };

/** The subject a form is about, and the position its page showed. Forms send them as strings or numbers. */
export type AboutContact = { contact: number | string; seen?: number | string };

export const theAccount: About = { account: true };

export function theContact({ contact }: AboutContact): About {
  return { subjects: subjects(contact) };
}

export function theContactAndTheAccount(input: AboutContact): About {
  return { ...theContact(input), account: true };
}

/** Returns the contact that has this name now, other than the one with the subject `contact`. */
export function otherContactNamed(
  contacts: Table<ContactRow>,
  name_key: string,
  contact?: number,
): ContactRow | undefined {
  return contacts.all().find((row) => row.name_key === name_key && row.contact !== contact);
}

/** Returns the position that the form's page showed, or null if the form sent none. */
export function seenBy({ seen }: { seen?: number | string }): number | null {
  return subjects(seen ?? 0)[0] ?? null;
}

/** Parses a position from a form. Returns NaN if it isn't one. */
export function toPosition(value: number | string): number {
  const number = typeof value === 'number' || /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  return number >= 1 ? number : Number.NaN;
}

export function subjects(value: number | string): number[] {
  const position = toPosition(value);
  return Number.isSafeInteger(position) ? [position] : [];
}

/** Returns today's date in the account's time zone, as YYYY-MM-DD. */
export function today({ accounts }: AccountTables, now: Date): string {
  return localDate(now, accounts.get()?.time_zone ?? 'UTC');
}
