import { defineCommand } from '../../engine/deciding/define-command';
import { NotFound } from '../../engine/deciding/refusal';
import type { Events, NewKithEvent } from '../events';
import { nameKey } from '../values/contact-name';
import { type AboutContact, type ContactTables, otherContactNamed, theContact, toPosition } from './contact';
import { Fields } from './fields';

/** `name`: a new name for the contact, in case its old one is taken. */
export type RestoreContact = AboutContact & { name?: string };

export const restoreContact = defineCommand<Events, RestoreContact, ContactTables>()({
  name: 'restore-contact',
  yields: ['contact-renamed', 'contact-restored'],
  // Without a new name, the name that must be free comes from the contact's own events.
  about: (input) => ({
    ...theContact(input),
    ...(input.name ? { names: [nameKey(input.name)] } : { namesakes: true }),
  }),
  decide({ contacts, deletedContacts }, input) {
    const subject = toPosition(input.contact);
    const deleted = deletedContacts.one(subject);
    if (contacts.one(subject)) return [];
    if (!deleted) return new NotFound();
    const fields = new Fields();
    const { name, name_key } = input.name ? fields.name(input.name) : deleted;
    const namesake = otherContactNamed(contacts, name_key, subject);
    if (namesake) {
      fields.fault(
        'name',
        `You already have another contact named “${namesake.name}”. Choose a different name.`,
      );
    }
    const refusal = fields.refusal();
    if (refusal) return refusal;
    const renamed: NewKithEvent = {
      type: 'contact-renamed',
      subject,
      payload: { name, name_key: nameKey(name) },
    };
    const restored: NewKithEvent = { type: 'contact-restored', subject, payload: {} };
    return name === deleted.name ? [restored] : [renamed, restored];
  },
});
