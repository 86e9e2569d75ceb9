import { defineEvent } from '../../event-store/define-event';
import { noLocale, noZone } from '../values/placeholders';

export const accountOpened = defineEvent<{
  time_zone: string;
  locale: string;
  morning_hour: number;
  morning_email: boolean;
}>()({
  type: 'account-opened',
  version: 1,
  sentence: 'A person signed up. This is the first event in the stream.',
  example: { time_zone: 'Europe/Berlin', locale: 'en', morning_hour: 7, morning_email: true },
  mask: { time_zone: noZone, locale: noLocale },
});
