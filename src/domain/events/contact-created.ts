import { defineEvent } from '../../event-store/define-event';
import type { ContactMethod } from '../values/contact-method';
import { forgotten, forgottenName } from '../values/placeholders';
import { withContactMethods } from './contact-method-changed';

type Created = { name: string; name_key: string; description: string };

export const contactCreated = defineEvent<
  Created & { contact_methods: ContactMethod[]; example: boolean },
  [Created & { contact_method: string }, Created & { contact_methods: ContactMethod[] }]
>()({
  type: 'contact-created',
  version: 3,
  sentence: "A contact was added. The event's position is the contact's permanent identity.",
  example: {
    name: 'Bob Ross',
    name_key: 'bob ross',
    description: 'Paints.',
    contact_methods: [{ kind: 'email', label: '', value: 'bob@example.org' }],
    example: false,
  },
  mask: { ...forgottenName, description: forgotten, contact_methods: [] },
  earlier: [
    {
      example: {
        name: 'Bob Ross',
        name_key: 'bob ross',
        description: 'Paints.',
        contact_method: 'bob@example.org',
      },
      mask: { ...forgottenName, description: forgotten, contact_method: '' },
      upcast: withContactMethods,
    },
    {
      example: {
        name: 'Bob Ross',
        name_key: 'bob ross',
        description: 'Paints.',
        contact_methods: [{ kind: 'email', label: '', value: 'bob@example.org' }],
      },
      mask: { ...forgottenName, description: forgotten, contact_methods: [] },
      // Sample contacts didn't exist before version 3.
      upcast: (payload) => ({ ...payload, example: false }),
    },
  ],
});
