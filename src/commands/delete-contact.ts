import type { Command } from '../deciding/define-command';
import { NotFound } from '../deciding/refusal';
import type { NewKithEvent } from '../events';
import { type AboutContact, type ContactTables, theContact, toPosition } from './contact';

/** A contact that is deleted already stays so. */
export const deleteContact: Command<AboutContact, ContactTables, NewKithEvent> = {
  name: 'delete-contact',
  wants: theContact,
  decide({ contacts, deletedContacts }, input) {
    const subject = toPosition(input.contact);
    if (deletedContacts.one(subject)) return [];
    if (!contacts.one(subject)) return new NotFound();
    return [{ type: 'contact-deleted', subject, payload: {} }];
  },
};
