import { defineEvent } from '../../event-store/define-event';

export const contactForgotten = defineEvent<Record<string, never>>()({
  type: 'contact-forgotten',
  version: 1,
  sentence:
    'A contact was permanently erased at the request of the account holder. All earlier events about it were masked.',
  example: {},
});
