import { defineCommand } from '../../engine/deciding/define-command';
import { Conflict, NotFound } from '../../engine/deciding/refusal';
import type { Events, NewKithEvent } from '../events';
import type { ContactRow } from '../projections/contact-rows';
import { contactMethodsText } from '../values/contact-methods-text';
import { nameKey } from '../values/contact-name';
import {
  type AboutContact,
  type ContactTables,
  otherContactNamed,
  seenBy,
  theContact,
  toPosition,
} from './contact';
import { Fields } from './fields';
import { merge } from './merge';

/** `contact_methods`: one method per line, in the format of contact-methods-text.ts. */
export type EditContact = AboutContact & { name?: string; description?: string; contact_methods?: string };

type Edited = 'contact-renamed' | 'contact-description-changed' | 'contact-method-changed';

/** Yields one event for each field that the person changed. */
export const editContact = defineCommand<Events, EditContact, ContactTables>()({
  name: 'edit-contact',
  yields: ['contact-renamed', 'contact-description-changed', 'contact-method-changed'],
  about: (input) => ({
    ...theContact(input),
    ...(input.name !== undefined && { names: [nameKey(input.name)] }),
  }),
  seen: seenBy,
  decide({ contacts, then, head }, input) {
    const subject = toPosition(input.contact);
    const contact = contacts.one(subject);
    if (!contact) return new NotFound();
    const fields = new Fields();
    const methods =
      input.contact_methods === undefined ? undefined : fields.contactMethods(input.contact_methods);
    const yours = {
      name: input.name === undefined ? undefined : fields.name(input.name).name,
      description:
        input.description === undefined ? undefined : fields.lines('description', input.description),
      contact_methods: methods && contactMethodsText(methods),
    };
    const { changes, conflicts } = merge(
      editable(then.contacts.one(subject) ?? contact),
      editable(contact),
      yours,
    );
    const { name, description, contact_methods } = changes;
    const namesake = name === undefined ? undefined : otherContactNamed(contacts, nameKey(name), subject);
    if (namesake)
      fields.fault('name', `You already have a contact named “${namesake.name}”. Use a different name.`);
    const refusal = fields.refusal();
    if (refusal) return refusal;
    if (Object.keys(conflicts).length > 0) return new Conflict(conflicts, head);
    const events: NewKithEvent<Edited>[] = [];
    if (name !== undefined) {
      events.push({ type: 'contact-renamed', subject, payload: { name, name_key: nameKey(name) } });
    }
    if (description !== undefined) {
      events.push({ type: 'contact-description-changed', subject, payload: { description } });
    }
    if (contact_methods !== undefined) {
      events.push({ type: 'contact-method-changed', subject, payload: { contact_methods: methods! } });
    }
    return events;
  },
});

function editable({ name, description, contact_methods }: ContactRow) {
  return { name, description, contact_methods: contactMethodsText(contact_methods) };
}
