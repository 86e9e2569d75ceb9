import type { KithEvent } from '../events';
import { type SetBy, setBy } from '../values/fields';
import { update } from './contact-changes';
import type { TablesOfContacts } from './contact-rows';

type Type = SetBy[keyof SetBy];

/** The handlers of events that set one column of a contact. */
export const columnHandlers = Object.fromEntries(
  Object.values(setBy).map((type) => [
    type,
    (tables: TablesOfContacts, event: KithEvent<Type>) => update(tables, event, event.payload),
  ]),
) as { [T in Type]: (tables: TablesOfContacts, event: KithEvent<T>) => void };
