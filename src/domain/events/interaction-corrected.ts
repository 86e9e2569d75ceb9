import { defineEvent } from '../../event-store/define-event';
import { forgotten, noDay } from '../values/placeholders';

export const interactionCorrected = defineEvent<{
  interaction: number;
  interacted_on_before: string;
  interacted_on: string;
  description: string;
}>()({
  type: 'interaction-corrected',
  version: 1,
  sentence: 'The date or description of an interaction was corrected.',
  example: {
    interaction: 3,
    interacted_on_before: '2026-11-13',
    interacted_on: '2026-11-14',
    description: 'Coffee and cake',
  },
  mask: { interacted_on_before: noDay, interacted_on: noDay, description: forgotten },
});
