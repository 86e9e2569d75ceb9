import { defineEvent } from '../../event-store/define-event';
import { noDay } from '../values/placeholders';

export const meetingNotesEmailMissed = defineEvent<{
  meeting: number;
  meeting_on: string;
  reason: 'day-over' | 'refused';
}>()({
  type: 'meeting-notes-email-missed',
  version: 1,
  sentence: 'The morning email about a meeting was not sent and will not be.',
  example: { meeting: 5, meeting_on: '2026-11-25', reason: 'day-over' },
  mask: { meeting_on: noDay },
});
