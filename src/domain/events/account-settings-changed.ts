import type { Appearance, DateFormat } from '../../base/settings';
import { defineEvent } from '../../event-store/define-event';
import { noLocale, noZone } from '../values/placeholders';

type FirstSettings = {
  time_zone?: string;
  locale?: string;
  morning_hour?: number;
  morning_email?: boolean;
};

export const accountSettingsChanged = defineEvent<
  FirstSettings & { date_format?: DateFormat; appearance?: Appearance; stay_in_touch_email?: boolean },
  [FirstSettings]
>()({
  type: 'account-settings-changed',
  version: 2,
  sentence: 'The account holder changed settings. Only the changed ones are listed.',
  example: { time_zone: 'America/New_York', date_format: 'year-month-day', appearance: 'dark' },
  mask: { time_zone: noZone, locale: noLocale },
  // Version 2 only adds optional settings, so a version 1 payload is also a valid version 2 payload.
  earlier: [
    {
      example: { time_zone: 'America/New_York' },
      mask: { time_zone: noZone, locale: noLocale },
      upcast: (payload) => payload,
    },
  ],
});
