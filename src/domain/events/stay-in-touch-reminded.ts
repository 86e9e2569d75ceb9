import { defineEvent } from '../../event-store/define-event';
import { noDay, noMail } from '../values/placeholders';

export const stayInTouchReminded = defineEvent<{
  due_on: string;
  outcome: 'sent' | 'uncertain' | 'refused';
  message_id: string;
}>()({
  type: 'stay-in-touch-reminded',
  version: 1,
  sentence:
    'A morning email reminded the account holder to be in touch with a contact. No further email does so for the same due date.',
  example: {
    due_on: '2026-11-20',
    outcome: 'sent',
    message_id: '<2f8b0d9c6a5e4f1d8c7b6a5948372615@kith.example>',
  },
  mask: { due_on: noDay, message_id: noMail },
});
