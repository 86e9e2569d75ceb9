import { defineEvent } from '../../event-store/define-event';
import { noDay, noZone } from '../values/placeholders';

export const meetingMoved = defineEvent<{
  meeting: number;
  meeting_on: string;
  meeting_time: string | null;
  time_zone: string;
}>()({
  type: 'meeting-moved',
  version: 1,
  sentence: 'A planned meeting was moved to another date, time, or time zone.',
  example: { meeting: 5, meeting_on: '2026-11-25', meeting_time: null, time_zone: 'Europe/Berlin' },
  mask: { meeting_on: noDay, meeting_time: null, time_zone: noZone },
});
