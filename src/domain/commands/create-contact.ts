import { defineCommand } from '../../engine/deciding/define-command';
import type { Events } from '../events';
import { nameKey } from '../values/contact-name';
import type { SetBy } from '../values/fields';
import { columnEventsOfNew, columnsOfNew } from './column-edits';
import { type ContactTables, otherContactNamed } from './contact';
import { Fields } from './fields';

/**
 * `contact_methods`: one method per line, in the format of contact-methods-text.ts. `example`: whether the contact is
 * one of the sample people that can be added to a new account.
 */
export type CreateContact = {
  name: string;
  description?: string;
  contact_methods?: string;
  example?: boolean;
} & Partial<Record<keyof SetBy, string>>;

export const createContact = defineCommand<Events, CreateContact, ContactTables>()({
  name: 'create-contact',
  yields: ['contact-created', ...columnEventsOfNew],
  about: ({ name }) => ({ names: [nameKey(name)] }),
  decide({ contacts, head }, input) {
    const fields = new Fields();
    const payload = {
      ...fields.name(input.name),
      description: fields.lines('description', input.description ?? ''),
      contact_methods: fields.contactMethods(input.contact_methods ?? ''),
      example: input.example === true,
    };
    const columns = columnsOfNew(fields, input, head + 1);
    const namesake = otherContactNamed(contacts, payload.name_key);
    if (namesake)
      fields.fault('name', `You already have a contact named “${namesake.name}”. Use a different name.`);
    return fields.refusal() ?? [{ type: 'contact-created', subject: 'itself', payload }, ...columns];
  },
});
