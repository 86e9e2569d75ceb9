import { defineEvent } from '../../event-store/define-event';
import { forgotten, noDay } from '../values/placeholders';

export const interactionRecorded = defineEvent<{ interacted_on: string; description: string }>()({
  type: 'interaction-recorded',
  version: 1,
  sentence: "An interaction with a contact was recorded. The event's position identifies the interaction.",
  example: { interacted_on: '2026-11-13', description: 'Coffee' },
  mask: { interacted_on: noDay, description: forgotten },
});
