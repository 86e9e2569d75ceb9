import { defineCommand } from '../../engine/deciding/define-command';
import type { Events } from '../events';
import { nameKey } from '../values/contact-name';
import { type ContactTables, otherContactNamed } from './contact';
import { Fields } from './fields';

/**
 * `contact_methods`: the text of contact-methods-text.ts, a line a method. `example`: one of the made-up people that a
 * new account can be filled with.
 */
export type CreateContact = {
  name: string;
  description?: string;
  contact_methods?: string;
  example?: boolean;
};

export const createContact = defineCommand<Events, CreateContact, ContactTables>()({
  name: 'create-contact',
  yields: ['contact-created'],
  about: ({ name }) => ({ names: [nameKey(name)] }),
  decide({ contacts }, input) {
    const fields = new Fields();
    const payload = {
      ...fields.name(input.name),
      description: fields.lines('description', input.description ?? ''),
      contact_methods: fields.contactMethods(input.contact_methods ?? ''),
      example: input.example === true,
    };
    const namesake = otherContactNamed(contacts, payload.name_key);
    if (namesake) fields.fault('name', `You already have a contact called “${namesake.name}”.`);
    return fields.refusal() ?? [{ type: 'contact-created', subject: 'itself', payload }];
  },
});
