import { defineEvent } from '../../event-store/define-event';

export const contactDeleted = defineEvent<Record<string, never>>()({
  type: 'contact-deleted',
  version: 1,
  sentence: 'A contact was deleted. It can be restored.',
  example: {},
});
