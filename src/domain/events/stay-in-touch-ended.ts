import { defineEvent } from '../../event-store/define-event';

export const stayInTouchEnded = defineEvent<Record<string, never>>()({
  type: 'stay-in-touch-ended',
  version: 1,
  sentence: "The account holder no longer counts the days until the contact's turn.",
  example: {},
});
