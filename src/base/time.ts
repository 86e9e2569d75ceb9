import { Temporal } from 'temporal-polyfill';
import { memoize } from './memoize';
import { succeeds } from './succeeds';
import { knownZone } from './time-zones';

/**
 * Days and times as people live them. A date is 'YYYY-MM-DD', a time 'HH:MM' (24 hours), a zone an IANA name such as
 * 'Europe/Berlin'. None of these functions reads the clock.
 */

/** Whether `text` is a day of the calendar, written YYYY-MM-DD, from 1900 to 2200. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text < '1900-01-01' || text > '2200-12-31') return false;
  return succeeds(() => Temporal.PlainDate.from(text));
}

/** Whether `text` is a time of the day, written HH:MM, from 00:00 to 23:59. */
export function isTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

/** The day that `zone` has at `instant`. */
export function localDate(instant: Date, zone: string): string {
  return dateInMinute(zone, String(Math.floor(instant.getTime() / minute)));
}

const minute = 60_000;

/** Days begin, and clocks change, on whole minutes of UTC, in every zone since 1972. Nothing here happened before. */
const dateInMinute = memoize((zone: string, minutes: string) =>
  local(new Date(Number(minutes) * minute), knownZone(zone))
    .toPlainDate()
    .toString(),
);

/** The time on the wall of `zone` at `instant`. */
export function localTime(instant: Date, zone: string): string {
  return local(instant, knownZone(zone)).toPlainTime().toString({ smallestUnit: 'minute' });
}

/**
 * The instant at which `zone` reads `date` and `time`; without a time, the day's first instant (not always
 * midnight: some zones skip it). A time that a clock change skips moves forward by the gap, and of one that
 * comes twice the first is meant (Temporal's 'compatible').
 */
export function instantOf(date: string, time: string | null, zone: string): Date {
  const day = Temporal.PlainDate.from(date);
  const within = knownZone(zone);
  const moment =
    time === null ? day.toZonedDateTime(within) : day.toPlainDateTime(time).toZonedDateTime(within);
  return new Date(moment.epochMilliseconds);
}

/** The date `days` later (earlier if negative). */
export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** How many days `to` lies after `from`; negative if before. */
export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'day' }).days;
}

function local(instant: Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
}
