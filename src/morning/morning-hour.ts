import { memoize } from '../base/memoize';
import { addDays, instantOf, localDate } from '../base/time';
import type { AccountRow } from '../domain/projections/accounts';

type Settings = Pick<AccountRow, 'time_zone' | 'morning_hour'>;

/**
 * When the account's morning begins on a day (YYYY-MM-DD) in its zone: at its morning hour, the first time where that
 * comes twice. Where the clocks skip the hour, it begins as they do so; where they skip it at the day's end, so that it
 * would begin on the next day, it begins an hour before the day ends.
 */
export function morningOf({ time_zone, morning_hour }: Settings, day: string): Date {
  return beginning(time_zone, day, String(morning_hour));
}

/** Whether the morning of the day that the account's zone has at `now` has begun. It never ends before the day. */
export function hasMorningCome(account: Settings, now: Date): boolean {
  return now >= morningOf(account, localDate(now, account.time_zone));
}

const anHour = 3_600_000;

const beginning = memoize((zone: string, day: string, hour: string) => {
  const lastHour = instantOf(addDays(day, 1), null, zone).getTime() - anHour;
  // A time within a gap moves forward by the gap, which can be beyond a later hour that the day has.
  const hours = Array.from({ length: 24 - Number(hour) }, (_, later) => Number(hour) + later);
  const begins = hours.map((one) => instantOf(day, `${String(one).padStart(2, '0')}:00`, zone).getTime());
  return new Date(Math.min(lastHour, ...begins));
});
