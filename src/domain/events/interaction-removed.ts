import { defineEvent } from '../../event-store/define-event';
import { noDay } from '../values/placeholders';

export const interactionRemoved = defineEvent<{ interaction: number; interacted_on: string }>()({
  type: 'interaction-removed',
  version: 1,
  sentence: 'An interaction that was recorded by mistake was removed.',
  example: { interaction: 3, interacted_on: '2026-11-14' },
  mask: { interacted_on: noDay },
});
