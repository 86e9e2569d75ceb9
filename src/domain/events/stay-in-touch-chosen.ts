import { defineEvent } from '../../event-store/define-event';
import { noDay } from '../values/placeholders';

export const stayInTouchChosen = defineEvent<{ every_days: number; chosen_on: string }>()({
  type: 'stay-in-touch-chosen',
  version: 1,
  sentence:
    'The account holder chose how many days may pass before they are in touch with a contact again. Each interaction restarts the count.',
  example: { every_days: 30, chosen_on: '2026-11-20' },
  mask: { chosen_on: noDay },
});
