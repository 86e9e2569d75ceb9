import { defineEvent } from '../../event-store/define-event';

export const meetingFulfilled = defineEvent<{ meeting: number; interaction: number }>()({
  type: 'meeting-fulfilled',
  version: 1,
  sentence:
    'A planned meeting took place: an interaction was recorded on or after its date. The next meeting starts from scratch.',
  example: { meeting: 5, interaction: 8 },
});
