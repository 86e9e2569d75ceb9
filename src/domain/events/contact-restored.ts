import { defineEvent } from '../../event-store/define-event';

export const contactRestored = defineEvent<Record<string, never>>()({
  type: 'contact-restored',
  version: 1,
  sentence: 'A deleted contact was restored.',
  example: {},
});
