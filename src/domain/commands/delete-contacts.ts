import { defineCommand } from '../../engine/deciding/define-command';
import { NotFound } from '../../engine/deciding/refusal';
import type { Events, NewKithEvent } from '../events';
import type { ContactTables } from './contact';
import { type AboutContacts, theContacts, toPositions } from './contacts';

/** Skips contacts that are already deleted. */
export const deleteContacts = defineCommand<Events, AboutContacts, ContactTables>()({
  name: 'delete-contacts',
  yields: ['contact-deleted'],
  about: theContacts,
  decide({ contacts, deletedContacts }, input) {
    const known = toPositions(input).filter((one) => contacts.one(one) ?? deletedContacts.one(one));
    if (known.length === 0) return new NotFound();
    const present = known.filter((subject) => contacts.one(subject));
    return present.map(
      (subject): NewKithEvent<'contact-deleted'> => ({ type: 'contact-deleted', subject, payload: {} }),
    );
  },
});
