import { Temporal } from 'temporal-polyfill';
import type { DateFormat } from './settings';

/**
 * Days and times as people live them. A date is 'YYYY-MM-DD', a time 'HH:MM' (24 hours), a zone an IANA
 * name such as 'Europe/Berlin', a locale a BCP 47 tag. None of these functions reads the clock.
 *
 * A zone that was kept once and that this runtime doesn't know counts as UTC everywhere, on pages, in commands,
 * projections and mails alike. A rule and no failure: an account must stay usable until another zone is chosen. Where
 * two runtimes differ in their time zone data, what they derive differs too, as with any change of a zone's rules; a
 * replay brings all rows to the data of the runtime that replays.
 */

/** How dates are written: as a locale has it, or with its words in the order that the person chose. */
export type Writing = string | { locale: string; date_format: DateFormat };

/**
 * Whether `text` names an IANA time zone. Bare offsets ('+02:00') don't count: they know no summer. Temporal is asked,
 * which has to reckon with it; Intl takes abbreviations such as PST as well.
 */
export function isTimeZone(text: string): boolean {
  return /^[A-Za-z][\w+/-]{1,49}$/.test(text) && succeeds(() => local(new Date(0), text));
}

/** The zone by which a kept one counts here: itself, or 'UTC' where this runtime does not know it. */
export const knownZone = remembered((zone: string) => (isTimeZone(zone) ? zone : 'UTC'));

/** Whether `text` is a language tag that this server can write dates in. */
export function isLocale(text: string): boolean {
  return /^[\w-]{2,35}$/.test(text) && succeeds(() => Intl.getCanonicalLocales(text)) && isSupported(text);
}

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
  return local(instant, knownZone(zone)).toPlainDate().toString();
}

/** The time on the wall of `zone` at `instant`. */
export function localTime(instant: Date, zone: string): string {
  return local(instant, knownZone(zone)).toPlainTime().toString({ smallestUnit: 'minute' });
}

/** The hour (0 to 23) on the wall of `zone` at `instant`. */
export function localHour(instant: Date, zone: string): number {
  return local(instant, knownZone(zone)).hour;
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

/** "today", "yesterday", "in 3 days" within a week; else "Tue 24 Nov", with the year if it is another one. */
export function sayDate(date: string, today: string, writing: Writing): string {
  const days = daysBetween(today, date);
  if (Math.abs(days) < 7) return relative(languageOf(writing)).format(days, 'day');
  return dayIn(writing, date.slice(0, 4) === today.slice(0, 4) ? 'short' : 'short-year', date);
}

/** "Tue 24 Nov 2026", whatever day it is. */
export function shortDate(date: string, writing: Writing): string {
  return dayIn(writing, 'short-year', date);
}

/** "Tuesday 24 November 2026": the date in full, for the title on hover. */
export function exactDate(date: string, writing: Writing): string {
  return dayIn(writing, 'full', date);
}

/** "March", "March 2025" or, short, "Mar": the month of a date. */
export function sayMonth(
  date: string,
  locale: string,
  style: 'month' | 'month-year' | 'short-month',
): string {
  return dates(locale, style).format(noon(date));
}

/** "09:30" or "9:30 AM", as the locale writes it. */
export function sayTime(time: string, locale: string): string {
  return dates(locale, 'time').format(new Date(`2000-01-01T${time}:00Z`));
}

/** "yesterday, 14:05": an instant as seen at `now` in `zone`. */
export function sayMoment(instant: Date, now: Date, zone: string, writing: Writing): string {
  const day = sayDate(localDate(instant, zone), localDate(now, zone), writing);
  return `${day}, ${sayTime(localTime(instant, zone), languageOf(writing))}`;
}

/** "Tuesday 24 November 2026, 14:05". */
export function exactMoment(instant: Date, zone: string, writing: Writing): string {
  return `${exactDate(localDate(instant, zone), writing)}, ${sayTime(localTime(instant, zone), languageOf(writing))}`;
}

/** The zones to choose from, sorted; `current` is among them even if it is an older name. */
export function timeZones(current?: string): string[] {
  const all = Intl.supportedValuesOf('timeZone').map((zone) => todaysNames[zone] ?? zone);
  const zones = new Set([...all, 'UTC', ...(current && isTimeZone(current) ? [current] : [])]);
  return [...zones].sort();
}

/** ICU keeps the oldest name of a zone; these are the ones that people look for. */
const todaysNames: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

type Order = Exclude<DateFormat, 'locale'>;
type DayStyle = 'short' | 'short-year' | 'full';

const styles = {
  short: { weekday: 'short', day: 'numeric', month: 'short' },
  'short-year': { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  full: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  month: { month: 'long' },
  'month-year': { month: 'long', year: 'numeric' },
  'short-month': { month: 'short' },
  time: { timeStyle: 'short' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

const dates = remembered((locale: string, style: keyof typeof styles) => {
  return new Intl.DateTimeFormat(regional(locale), { ...styles[style], timeZone: 'UTC' });
});
const relative = remembered((locale: string) => {
  return new Intl.RelativeTimeFormat(regional(locale), { numeric: 'auto' });
});

/** English of no country is the world's, day before month and 24 hours, where Intl would take the US's. */
function regional(locale: string): string {
  return locale === 'en' ? 'en-GB' : locale;
}

/** Making a formatter costs some 50 µs and much memory, so each is made once. Locales come from outside: the
 * number kept is bounded. */
function remembered<Key extends string[], Made>(make: (...key: Key) => Made): (...key: Key) => Made {
  const made = new Map<string, Made>();
  return (...key) => {
    const name = key.join(' ');
    let one = made.get(name);
    if (one === undefined) {
      if (made.size >= 500) made.clear();
      one = make(...key);
      made.set(name, one);
    }
    return one;
  };
}

/** English that writes the day before the month has a comma after some weekdays and not after others: none here. */
function dayIn(writing: Writing, style: DayStyle, date: string): string {
  const locale = languageOf(writing);
  const order = typeof writing === 'string' ? 'locale' : writing.date_format;
  if (order !== 'locale' && order !== usualOrder(locale)) return ordered(locale, order, style, date);
  const written = dates(locale, style).format(noon(date));
  return /^en\b/.test(locale) ? written.replace(/^(\p{L}+), (?=\d)/u, '$1 ') : written;
}

/** The locale's words in another order than its own: "Tue 24 Nov 2026", "Tue Nov 24, 2026", "Tue 2026-11-24". */
function ordered(locale: string, order: Order, style: DayStyle, date: string): string {
  const parts = dates(locale, style).formatToParts(noon(date));
  const [weekday, day, month, year] = (['weekday', 'day', 'month', 'year'] as const).map(
    (type) => parts.find((part) => part.type === type)?.value ?? '',
  );
  if (order === 'year-month-day') return `${weekday} ${date}`;
  // Some languages number their months.
  if (/^\p{Nd}+\P{Nd}?$/u.test(month!)) {
    const number = month!.replace(/\P{Nd}$/u, '');
    const numbers = order === 'day-month-year' ? [day, number, year] : [number, day, year];
    return `${weekday} ${numbers.filter(Boolean).join('/')}`;
  }
  if (order === 'day-month-year') return `${weekday} ${day} ${month} ${year}`.trim();
  return `${weekday} ${month} ${day}${year && `, ${year}`}`;
}

/** The order in which the locale itself writes a date. */
const usualOrder = remembered((locale: string) => {
  const parts = dates(locale, 'short-year').formatToParts(0);
  return parts
    .map(({ type }) => type)
    .filter((type) => /^(day|month|year)$/.test(type))
    .join('-');
});

function languageOf(writing: Writing): string {
  return typeof writing === 'string' ? writing : writing.locale;
}

function local(instant: Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
}

function noon(date: string): Date {
  return new Date(`${date}T12:00:00Z`);
}

function isSupported(locale: string): boolean {
  return Intl.DateTimeFormat.supportedLocalesOf(locale).length === 1;
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
