import { defineCommand } from '../../engine/deciding/define-command';
import { Invalid, NotFound } from '../../engine/deciding/refusal';
import type { Events, NewKithEvent } from '../events';
import type { ContactTables } from './contact';
import { type AboutContacts, theContacts, toPositions } from './contacts';

/** Restores several contacts, all or none: if the name of one is taken, the person has to choose a new name for it. */
export const restoreContacts = defineCommand<Events, AboutContacts, ContactTables>()({
  name: 'restore-contacts',
  yields: ['contact-restored'],
  // The names that must be free come from the contacts' own events.
  about: (input) => ({ ...theContacts(input), namesakes: true }),
  decide({ contacts, deletedContacts }, input) {
    const known = toPositions(input).filter((one) => contacts.one(one) ?? deletedContacts.one(one));
    if (known.length === 0) return new NotFound();
    const deleted = known.flatMap((subject) => deletedContacts.one(subject) ?? []);
    const names = new Set(contacts.all().map(({ name_key }) => name_key));
    const taken = deleted.find(({ name_key }) => names.has(name_key) || !names.add(name_key));
    if (taken) return new Invalid({ form: takenBy(taken.name) });
    return deleted.map(
      ({ contact }): NewKithEvent<'contact-restored'> => ({
        type: 'contact-restored',
        subject: contact,
        payload: {},
      }),
    );
  },
});

function takenBy(name: string): string {
  return `Another contact is now named “${name}”. Restore these contacts one at a time and choose a different name for that one.`;
}
