import type { About } from '../../event-store/read-about';
import { toPosition } from './contact';

/** The subjects of the contacts selected in a list. Forms send them as strings or numbers. */
export type AboutContacts = { contacts: readonly (number | string)[] };

/** Returns each subject once, without invalid ones. */
export function toPositions({ contacts }: AboutContacts): number[] {
  return [...new Set(contacts.map(toPosition))].filter(Number.isSafeInteger);
}

export function theContacts(input: AboutContacts): About {
  return { subjects: toPositions(input) };
}
