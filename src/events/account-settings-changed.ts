import { defineEvent } from '../event-store/define-event';

export const accountSettingsChanged = defineEvent<{
  time_zone?: string;
  locale?: string;
  morning_hour?: number;
  morning_email?: boolean;
}>()({
  type: 'account-settings-changed',
  version: 1,
  sentence: 'The account holder changed settings. Only those that changed are named.',
  example: { time_zone: 'America/New_York' },
});
