import { defineEvent } from '../../event-store/define-event';
import { noDay, noMail } from '../values/placeholders';

export const meetingNotesEmailUncertain = defineEvent<{
  meeting: number;
  meeting_on: string;
  message_id: string;
}>()({
  type: 'meeting-notes-email-uncertain',
  version: 1,
  sentence:
    'The morning email was handed to the mail server, which did not reply. It may have arrived, so it is not sent again.',
  example: { meeting: 5, meeting_on: '2026-11-25', message_id: '<0a1b2c@kith.example>' },
  mask: { meeting_on: noDay, message_id: noMail },
});
