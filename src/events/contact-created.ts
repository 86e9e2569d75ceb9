import { defineEvent } from '../event-store/define-event';

export const contactCreated = defineEvent<{
  name: string;
  name_key: string;
  description: string;
  contact_method: string;
}>()({
  type: 'contact-created',
  version: 1,
  sentence: "A contact was added. Its position is the contact's identity for ever.",
  example: {
    name: 'Bob Ross',
    name_key: 'bob ross',
    description: 'Paints.',
    contact_method: 'bob@example.org',
  },
});
