import type { Wanted } from '../projecting/state';
import { toPosition } from './contact';

/** The subjects of what was selected in a list, as forms send them: texts, or numbers. */
export type AboutContacts = { contacts: readonly (number | string)[] };

/** Each subject once; what is none is left out. */
export function toPositions({ contacts }: AboutContacts): number[] {
  return [...new Set(contacts.map(toPosition))].filter(Number.isSafeInteger);
}

/** The contacts of these subjects, deleted or not. */
export function theContacts(input: AboutContacts): Wanted[] {
  const values = toPositions(input);
  return [
    { table: 'contacts', column: 'contact', values },
    { table: 'deletedContacts', column: 'contact', values },
  ];
}
