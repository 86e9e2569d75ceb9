import { defineEvent } from '../../event-store/define-event';

export const accountClosed = defineEvent<Record<string, never>>()({
  type: 'account-closed',
  version: 1,
  sentence:
    'The account holder closed the account. All earlier events were masked, and no more events can follow.',
  example: {},
});
