import { defineEvent } from '../../event-store/define-event';

export const meetingCancelled = defineEvent<{ meeting: number }>()({
  type: 'meeting-cancelled',
  version: 1,
  sentence: 'A planned meeting lost its day. Its notes stay for when it is planned again.',
  example: { meeting: 5 },
});
