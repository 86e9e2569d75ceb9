import { nameKey } from '../contact-name';
import { defineCommand } from '../deciding/define-command';
import type { Events } from '../events';
import { bearerOf, type ContactTables, otherBearer } from './contact';
import { Fields } from './fields';

export type CreateContact = { name: string; description?: string; contact_method?: string };

export const createContact = defineCommand<Events, CreateContact, ContactTables>()({
  name: 'create-contact',
  yields: ['contact-created'],
  wants: ({ name }) => [bearerOf(nameKey(name))],
  decide({ contacts }, input) {
    const fields = new Fields();
    const payload = {
      ...fields.name(input.name),
      description: fields.lines('description', input.description ?? ''),
      contact_method: fields.line('contact_method', input.contact_method ?? ''),
    };
    const bearer = otherBearer(contacts, payload.name_key);
    if (bearer) fields.fault('name', `You already have a contact called “${bearer.name}”.`);
    return fields.refusal() ?? [{ type: 'contact-created', subject: 'itself', payload }];
  },
});
