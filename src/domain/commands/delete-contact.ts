import { defineCommand } from '../../engine/deciding/define-command';
import { NotFound } from '../../engine/deciding/refusal';
import type { Events } from '../events';
import { type AboutContact, type ContactTables, theContact, toPosition } from './contact';

/** Does nothing if the contact is already deleted. */
export const deleteContact = defineCommand<Events, AboutContact, ContactTables>()({
  name: 'delete-contact',
  yields: ['contact-deleted'],
  about: theContact,
  decide({ contacts, deletedContacts }, input) {
    const subject = toPosition(input.contact);
    if (deletedContacts.one(subject)) return [];
    if (!contacts.one(subject)) return new NotFound();
    return [{ type: 'contact-deleted', subject, payload: {} }];
  },
});
