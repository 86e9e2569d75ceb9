import { defineEvent } from '../../event-store/define-event';
import { noDay } from '../values/placeholders';

export const stayInTouchChosen = defineEvent<{ every_days: number; chosen_on: string }>()({
  type: 'stay-in-touch-chosen',
  version: 1,
  sentence:
    'The account holder wants to be in touch with the contact every so many days; an interaction starts the count anew.',
  example: { every_days: 30, chosen_on: '2026-11-20' },
  mask: { chosen_on: noDay },
});
