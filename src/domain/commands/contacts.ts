import type { About } from '../../event-store/read-about';
import { toPosition } from './contact';

/** The subjects of what was selected in a list, as forms send them: texts, or numbers. */
export type AboutContacts = { contacts: readonly (number | string)[] };

/** Each subject once; what is none is left out. */
export function toPositions({ contacts }: AboutContacts): number[] {
  return [...new Set(contacts.map(toPosition))].filter(Number.isSafeInteger);
}

export function theContacts(input: AboutContacts): About {
  return { subjects: toPositions(input) };
}
