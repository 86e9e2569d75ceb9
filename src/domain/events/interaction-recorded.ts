import { defineEvent } from '../../event-store/define-event';
import { forgotten, noDay } from '../values/placeholders';

export const interactionRecorded = defineEvent<{ interacted_on: string; description: string }>()({
  type: 'interaction-recorded',
  version: 1,
  sentence: "An interaction with a contact was recorded. Its position is the interaction's identity.",
  example: { interacted_on: '2026-11-13', description: 'Coffee' },
  mask: { interacted_on: noDay, description: forgotten },
});
