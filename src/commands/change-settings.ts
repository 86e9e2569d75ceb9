import { defineCommand } from '../deciding/define-command';
import { merge } from '../deciding/merge';
import { Conflict, NotFound } from '../deciding/refusal';
import type { Events } from '../events';
import type { AccountRow } from '../projections/accounts';
import { isLocale, isTimeZone } from '../time';
import { type AccountTables, theAccount, toPosition } from './contact';
import { Fields } from './fields';

export type ChangeSettings = {
  seen?: number | string;
  time_zone?: string;
  locale?: string;
  morning_hour?: number | string;
  morning_email?: boolean;
};

export const changeSettings = defineCommand<Events, ChangeSettings, AccountTables>()({
  name: 'change-settings',
  yields: ['account-settings-changed'],
  wants: () => [theAccount],
  saw: ({ seen }) => {
    const position = toPosition(seen ?? 0);
    return position > 0 ? { subject: null, seen: position } : null;
  },
  decide({ accounts, then, head }, input) {
    const account = accounts.get();
    if (!account) return new NotFound();
    const fields = new Fields();
    const { time_zone, locale, morning_email } = input;
    const morning_hour = input.morning_hour === undefined ? undefined : toHour(input.morning_hour);
    if (time_zone !== undefined && !isTimeZone(time_zone))
      fields.fault('time_zone', 'There is no such time zone.');
    if (locale !== undefined && !isLocale(locale)) fields.fault('locale', 'There is no such language.');
    if (Number.isNaN(morning_hour)) fields.fault('morning_hour', 'Choose an hour from 0 to 23.');
    const refusal = fields.refusal();
    if (refusal) return refusal;
    const yours = { time_zone, locale, morning_hour, morning_email };
    const { changes, conflicts } = merge(settings(then.accounts.get() ?? account), settings(account), yours);
    if (Object.keys(conflicts).length > 0) return new Conflict(conflicts, head);
    if (Object.keys(changes).length === 0) return [];
    return [{ type: 'account-settings-changed', subject: null, payload: changes }];
  },
});

/** An hour of the day; NaN where it is none, as nothing at all is none. */
function toHour(value: number | string): number {
  const hour = /^\d{1,2}$/.test(String(value)) ? Number(value) : Number.NaN;
  return hour <= 23 ? hour : Number.NaN;
}

function settings({ time_zone, locale, morning_hour, morning_email }: AccountRow) {
  return { time_zone, locale, morning_hour, morning_email };
}
