import { defineEvent } from '../../event-store/define-event';

export const stayInTouchEnded = defineEvent<Record<string, never>>()({
  type: 'stay-in-touch-ended',
  version: 1,
  sentence: 'The account holder stopped tracking how often to be in touch with a contact.',
  example: {},
});
