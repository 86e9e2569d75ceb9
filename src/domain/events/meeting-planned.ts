import { defineEvent } from '../../event-store/define-event';
import { noDay, noZone } from '../values/placeholders';

export const meetingPlanned = defineEvent<{
  meeting: number | null;
  meeting_on: string;
  meeting_time: string | null;
  time_zone: string;
}>()({
  type: 'meeting-planned',
  version: 1,
  sentence: 'The next meeting with a contact was given a date.',
  example: { meeting: null, meeting_on: '2026-11-24', meeting_time: '09:30', time_zone: 'Europe/Berlin' },
  mask: { meeting_on: noDay, meeting_time: null, time_zone: noZone },
});
