import { defineEvent } from '../../event-store/define-event';
import { forgotten } from '../values/placeholders';

export const meetingNotesWritten = defineEvent<{ meeting: number | null; notes: string }>()({
  type: 'meeting-notes-written',
  version: 1,
  sentence: 'The notes for the next meeting were written or changed.',
  example: { meeting: 5, notes: 'Ask about **Lisbon**.' },
  mask: { notes: forgotten },
});
