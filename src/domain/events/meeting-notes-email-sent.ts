import { defineEvent } from '../../event-store/define-event';
import { noDay, noMail } from '../values/placeholders';

export const meetingNotesEmailSent = defineEvent<{
  meeting: number;
  meeting_on: string;
  message_id: string;
}>()({
  type: 'meeting-notes-email-sent',
  version: 1,
  sentence: "The mail server accepted the morning email with a meeting's notes.",
  example: { meeting: 5, meeting_on: '2026-11-25', message_id: '<0a1b2c@kith.example>' },
  mask: { meeting_on: noDay, message_id: noMail },
});
