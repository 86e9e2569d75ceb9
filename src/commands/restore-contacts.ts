import { defineCommand } from '../deciding/define-command';
import { Invalid, NotFound } from '../deciding/refusal';
import type { Events, NewKithEvent } from '../events';
import { type ContactTables, otherBearer } from './contact';
import { type AboutContacts, theContacts, toPositions } from './contacts';

/** Brings several back at once, all of them or none: where a name is taken by now, each has to be looked at. */
export const restoreContacts = defineCommand<Events, AboutContacts, ContactTables>()({
  name: 'restore-contacts',
  yields: ['contact-restored'],
  // The names that have to be free are only known from the rows; see restore-contact.
  wants: (input) => [...theContacts(input), { table: 'contacts', all: true }],
  decide({ contacts, deletedContacts }, input) {
    const known = toPositions(input).filter((one) => contacts.one(one) ?? deletedContacts.one(one));
    if (known.length === 0) return new NotFound();
    const deleted = known.flatMap((subject) => deletedContacts.one(subject) ?? []);
    const keys = deleted.map(({ name_key }) => name_key);
    const taken = deleted.find(
      ({ name_key }, index) => otherBearer(contacts, name_key) || keys.indexOf(name_key) < index,
    );
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
  return `Another contact is called “${name}” by now. Bring them back one by one, under another name.`;
}
