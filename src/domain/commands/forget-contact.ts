import { defineCommand } from '../../engine/deciding/define-command';
import { NotFound } from '../../engine/deciding/refusal';
import type { Events } from '../events';
import { type AboutContact, type ContactTables, theContact, toPosition } from './contact';

/** Erases a contact permanently, deleted or not: all of its events are masked right after the append. */
export const forgetContact = defineCommand<Events, AboutContact, ContactTables>()({
  name: 'forget-contact',
  yields: ['contact-forgotten'],
  about: theContact,
  masks: ({ contact }) => toPosition(contact),
  decide({ contacts, deletedContacts }, input) {
    const subject = toPosition(input.contact);
    if (!contacts.one(subject) && !deletedContacts.one(subject)) return new NotFound();
    return [{ type: 'contact-forgotten', subject, payload: {} }];
  },
});
