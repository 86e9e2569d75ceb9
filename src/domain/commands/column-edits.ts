import type { NewKithEvent } from '../events';
import type { ContactRow } from '../projections/contact-rows';
import { isDateColumn, type SetBy, setBy } from '../values/fields';
import type { Fields } from './fields';

type Column = keyof SetBy;
type ColumnEvent = NewKithEvent<SetBy[Column]>;

const columns = Object.keys(setBy) as Column[];

/** The types of the events that set one column of a contact. */
export const columnEvents = Object.values(setBy);

/** Those that a new contact may need: contact-created itself sets the description. */
type ColumnOfNew = Exclude<Column, 'description'>;
const columnsOfNewContact = columns.filter((column): column is ColumnOfNew => column !== 'description');
export const columnEventsOfNew = columnsOfNewContact.map((column) => setBy[column]);

/** Returns the event that sets the column. An empty date is null. */
export function setColumn(column: Column, subject: number, text: string): ColumnEvent {
  const value = isDateColumn(column) ? text || null : text;
  return { type: setBy[column], subject, payload: { [column]: value } } as unknown as ColumnEvent;
}

/** How these columns are edited in a form, by field. */
export const columnEdits = Object.fromEntries(
  columns.map((column) => [
    column,
    {
      textOf: (row: ContactRow) => row[column] ?? '',
      read: (fields: Fields, typed: string) => readColumn(fields, column, typed),
      event: (subject: number, text: string) => setColumn(column, subject, text),
    },
  ]),
) as {
  [C in Column]: {
    textOf: (row: ContactRow) => string;
    read: (fields: Fields, typed: string) => string;
    event: (subject: number, text: string) => ColumnEvent;
  };
};

/** Returns the events that a new contact needs besides contact-created: for the columns that it doesn't set. */
export function columnsOfNew(
  fields: Fields,
  input: Partial<Record<Column, string>>,
  subject: number,
): NewKithEvent<SetBy[ColumnOfNew]>[] {
  return columnsOfNewContact
    .map((column) => [column, readColumn(fields, column, input[column] ?? '')] as const)
    .flatMap(([column, text]) =>
      text === '' ? [] : [setColumn(column, subject, text) as NewKithEvent<SetBy[ColumnOfNew]>],
    );
}

function readColumn(fields: Fields, column: Column, typed: string): string {
  return isDateColumn(column)
    ? (fields.date(column, typed) ?? '')
    : fields.lines(column as 'description', typed);
}
