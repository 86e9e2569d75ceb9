import { defineEvent } from '../../event-store/define-event';

export const meetingCancelled = defineEvent<{ meeting: number }>()({
  type: 'meeting-cancelled',
  version: 1,
  sentence: 'A planned meeting was canceled. Its notes are kept in case it is planned again.',
  example: { meeting: 5 },
});
