import type { ContactMethod } from '../contact-method';
import { defineEvent } from '../event-store/define-event';
import { withContactMethods } from './contact-method-changed';

export const contactCreated = defineEvent<
  { name: string; name_key: string; description: string; contact_methods: ContactMethod[] },
  [{ name: string; name_key: string; description: string; contact_method: string }]
>()({
  type: 'contact-created',
  version: 2,
  sentence: "A contact was added. Its position is the contact's identity for ever.",
  example: {
    name: 'Bob Ross',
    name_key: 'bob ross',
    description: 'Paints.',
    contact_methods: [{ kind: 'email', label: '', value: 'bob@example.org' }],
  },
  earlier: [
    {
      example: {
        name: 'Bob Ross',
        name_key: 'bob ross',
        description: 'Paints.',
        contact_method: 'bob@example.org',
      },
      upcast: withContactMethods,
    },
  ],
});
