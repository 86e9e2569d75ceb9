import { memoize } from '../base/memoize';
import { addDays, instantOf, localDate } from '../base/time';
import type { AccountRow } from '../domain/projections/accounts';

type Settings = Pick<AccountRow, 'time_zone' | 'morning_hour'>;

/**
 * Returns when the account's morning begins on a day (YYYY-MM-DD) in its time zone: at its morning hour. If that hour
 * occurs twice, the first one counts. If the clocks skip the hour, the morning begins when they change. If they skip it
 * at the end of the day, so that the morning would begin on the next day, it begins one hour before the day ends.
 */
export function morningOf({ time_zone, morning_hour }: Settings, day: string): Date {
  return beginning(time_zone, day, String(morning_hour));
}

/** Returns whether the morning of the account's local day at `now` has begun. It lasts until the end of the day. */
export function hasMorningCome(account: Settings, now: Date): boolean {
  return now >= morningOf(account, localDate(now, account.time_zone));
}

const anHour = 3_600_000;

const beginning = memoize((zone: string, day: string, hour: string) => {
  const lastHour = instantOf(addDays(day, 1), null, zone).getTime() - anHour;
  // A time within a gap moves forward by the length of the gap, possibly past a later hour of the day.
  const hours = Array.from({ length: 24 - Number(hour) }, (_, later) => Number(hour) + later);
  const begins = hours.map((one) => instantOf(day, `${String(one).padStart(2, '0')}:00`, zone).getTime());
  return new Date(Math.min(lastHour, ...begins));
});
