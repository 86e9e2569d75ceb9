import type { Wanted } from '../projecting/state';
import type { Table } from '../projecting/table';
import type { AccountRow } from '../projections/accounts';
import type { ContactRow, DeletedContactRow, MeetingRow } from '../projections/contact-rows';
import type { InteractionRow } from '../projections/interactions';
import { localDate } from '../time';

export type ContactTables = { contacts: Table<ContactRow>; deletedContacts: Table<DeletedContactRow> };
export type AccountTables = { accounts: Table<AccountRow> };
export type InteractionTables = { interactions: Table<InteractionRow> };
export type MeetingTables = { meetings: Table<MeetingRow> };

/** The subject a form is about, and the position its page showed. As forms send them: texts, or numbers. */
export type AboutContact = { contact: number | string; seen?: number | string };

export const theAccount: Wanted = { table: 'accounts', all: true };

/** The contact of this subject, deleted or not. */
export function theContact({ contact }: AboutContact): Wanted[] {
  const values = subjects(contact);
  return [
    { table: 'contacts', column: 'contact', values },
    { table: 'deletedContacts', column: 'contact', values },
  ];
}

/** Whoever bears this name now. */
export function bearerOf(name_key: string): Wanted {
  return { table: 'contacts', column: 'name_key', values: name_key.includes('\0') ? [] : [name_key] };
}

/** The contact that bears this name, other than the subject. */
export function otherBearer(
  contacts: Table<ContactRow>,
  name_key: string,
  contact?: number,
): ContactRow | undefined {
  return contacts.all().find((row) => row.name_key === name_key && row.contact !== contact);
}

export function sawContact({ contact, seen }: AboutContact) {
  const [subject] = subjects(contact);
  const [position] = subjects(seen ?? 0);
  return subject && position ? { subject, seen: position } : null;
}

/** A position from a form; NaN where it is none. */
export function toPosition(value: number | string): number {
  const number = typeof value === 'number' || /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  return number >= 1 ? number : Number.NaN;
}

export function subjects(value: number | string): number[] {
  const position = toPosition(value);
  return Number.isSafeInteger(position) ? [position] : [];
}

/** The day it is for the account. */
export function today({ accounts }: AccountTables, now: Date): string {
  return localDate(now, accounts.get()?.time_zone ?? 'UTC');
}
