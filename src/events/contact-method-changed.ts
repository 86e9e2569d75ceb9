import { defineEvent } from '../event-store/define-event';

export const contactMethodChanged = defineEvent<{ contact_method: string }>()({
  type: 'contact-method-changed',
  version: 1,
  sentence: 'How to reach a contact was changed.',
  example: { contact_method: '+49 30 1234567' },
});
