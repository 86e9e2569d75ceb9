import { defineEvent } from '../../event-store/define-event';

export const meetingFulfilled = defineEvent<{ meeting: number; interaction: number }>()({
  type: 'meeting-fulfilled',
  version: 1,
  sentence:
    'A planned meeting took place: an interaction was recorded on its day or later. The next one begins anew.',
  example: { meeting: 5, interaction: 8 },
});
