import { Temporal } from 'temporal-polyfill';
import { memoize } from './memoize';
import { succeeds } from './succeeds';
import { knownZone } from './time-zones';

/**
 * Local dates and times. A date is 'YYYY-MM-DD', a time is 'HH:MM' (24 hours), and a zone is an IANA name such as
 * 'Europe/Berlin'. None of these functions reads the clock.
 */

/** Whether `text` is a valid date from 1900 to 2200, written YYYY-MM-DD. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text < '1900-01-01' || text > '2200-12-31') return false;
  return succeeds(() => Temporal.PlainDate.from(text));
}

/** Whether `text` is a time of day from 00:00 to 23:59, written HH:MM. */
export function isTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

/** Returns the date in `zone` at `instant`. */
export function localDate(instant: Date, zone: string): string {
  return dateInMinute(zone, String(Math.floor(instant.getTime() / minute)));
}

const minute = 60_000;

/** In every zone since 1972, days start and clocks change on whole minutes of UTC. All instants in Kith are later. */
const dateInMinute = memoize((zone: string, minutes: string) =>
  local(new Date(Number(minutes) * minute), knownZone(zone))
    .toPlainDate()
    .toString(),
);

/** Returns the local time in `zone` at `instant`. */
export function localTime(instant: Date, zone: string): string {
  return local(instant, knownZone(zone)).toPlainTime().toString({ smallestUnit: 'minute' });
}

/**
 * Returns the instant of `date` and `time` in `zone`; without a time, the first instant of the day (not always midnight:
 * some zones skip it). If a clock change skips the time, it moves forward by the gap; if the time occurs twice, this
 * returns the first one (Temporal's 'compatible').
 */
export function instantOf(date: string, time: string | null, zone: string): Date {
  const day = Temporal.PlainDate.from(date);
  const within = knownZone(zone);
  const moment =
    time === null ? day.toZonedDateTime(within) : day.toPlainDateTime(time).toZonedDateTime(within);
  return new Date(moment.epochMilliseconds);
}

/** Returns the date `days` later (earlier if negative). */
export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** Returns the number of days from `from` to `to`; negative if `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'day' }).days;
}

function local(instant: Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
}
