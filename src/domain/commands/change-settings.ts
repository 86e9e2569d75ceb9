import { isLocale } from '../../base/date-words';
import { type Appearance, appearances, type DateFormat, dateFormats } from '../../base/settings';
import { isTimeZone } from '../../base/time-zones';
import { defineCommand } from '../../engine/deciding/define-command';
import { Conflict, NotFound } from '../../engine/deciding/refusal';
import type { Events } from '../events';
import type { AccountRow } from '../projections/accounts';
import { type AccountTables, seenBy, theAccount } from './contact';
import { Fields } from './fields';
import { merge } from './merge';

export type ChangeSettings = {
  seen?: number | string;
  time_zone?: string;
  locale?: string;
  morning_hour?: number | string;
  morning_email?: boolean;
  stay_in_touch_email?: boolean;
  date_format?: string;
  appearance?: string;
};

export const changeSettings = defineCommand<Events, ChangeSettings, AccountTables>()({
  name: 'change-settings',
  yields: ['account-settings-changed'],
  about: () => theAccount,
  seen: seenBy,
  decide({ accounts, then, head }, input) {
    const account = accounts.get();
    if (!account) return new NotFound();
    const fields = new Fields();
    const { time_zone, locale, morning_email, stay_in_touch_email } = input;
    const { date_format, appearance } = input as { date_format?: DateFormat; appearance?: Appearance };
    const morning_hour = input.morning_hour === undefined ? undefined : toHour(input.morning_hour);
    if (time_zone !== undefined && !isTimeZone(time_zone))
      fields.fault('time_zone', 'That isn’t a valid time zone. Choose one from the list.');
    if (locale !== undefined && !isLocale(locale))
      fields.fault('locale', 'That isn’t a valid language. Choose one from the list.');
    if (Number.isNaN(morning_hour)) fields.fault('morning_hour', 'Choose an hour from 0 to 23.');
    if (date_format !== undefined && !dateFormats.includes(date_format))
      fields.fault('date_format', 'Choose one of the options.');
    if (appearance !== undefined && !appearances.includes(appearance))
      fields.fault('appearance', 'Choose one of the options.');
    const refusal = fields.refusal();
    if (refusal) return refusal;
    const email = { morning_hour, morning_email, stay_in_touch_email };
    const yours = { time_zone, locale, ...email, date_format, appearance };
    const { changes, conflicts } = merge(settings(then.accounts.get() ?? account), settings(account), yours);
    if (Object.keys(conflicts).length > 0) return new Conflict(conflicts, head);
    if (Object.keys(changes).length === 0) return [];
    return [{ type: 'account-settings-changed', subject: null, payload: changes }];
  },
});

/** Returns the hour of the day, or NaN if the value isn't one. An empty value isn't one either. */
function toHour(value: number | string): number {
  const hour = /^\d{1,2}$/.test(String(value)) ? Number(value) : Number.NaN;
  return hour <= 23 ? hour : Number.NaN;
}

function settings(account: AccountRow) {
  const { time_zone, locale, morning_hour, morning_email, stay_in_touch_email } = account;
  const { date_format, appearance } = account;
  return { time_zone, locale, morning_hour, morning_email, stay_in_touch_email, date_format, appearance };
}
