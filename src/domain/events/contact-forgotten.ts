import { defineEvent } from '../../event-store/define-event';

export const contactForgotten = defineEvent<Record<string, never>>()({
  type: 'contact-forgotten',
  version: 1,
  sentence:
    'The account holder had Kith forget a contact: all that was ever noted of them was masked with this event.',
  example: {},
});
