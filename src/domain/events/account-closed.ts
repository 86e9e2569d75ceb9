import { defineEvent } from '../../event-store/define-event';

export const accountClosed = defineEvent<Record<string, never>>()({
  type: 'account-closed',
  version: 1,
  sentence:
    'The account holder closed the account: all events before this one were masked with it, and none follows.',
  example: {},
});
