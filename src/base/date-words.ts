import { memoize } from './memoize';
import type { DateFormat } from './settings';
import { succeeds } from './succeeds';
import { daysBetween, localDate, localTime } from './time';

/** Formats dates and times for a locale (a BCP 47 tag) and a person's preferred date format. */

/** How to write dates: in the locale's own format, or with its words in the order that the person chose. */
export type Writing = string | { locale: string; date_format: DateFormat };

/** Whether `text` is a language tag that this server can write dates in. */
export function isLocale(text: string): boolean {
  return /^[\w-]{2,35}$/.test(text) && succeeds(() => Intl.getCanonicalLocales(text)) && isSupported(text);
}

/** Returns "today", "yesterday", or "in 3 days" within a week, else "Tue 24 Nov", with the year if it isn't this year. */
export function sayDate(date: string, today: string, writing: Writing): string {
  const days = daysBetween(today, date);
  if (Math.abs(days) < 7) return relative(languageOf(writing)).format(days, 'day');
  return dayIn(writing, date.slice(0, 4) === today.slice(0, 4) ? 'short' : 'short-year', date);
}

/** Returns a date like "Tue 24 Nov 2026", always with the year. */
export function shortDate(date: string, writing: Writing): string {
  return dayIn(writing, 'short-year', date);
}

/** Returns the full date, like "Tuesday 24 November 2026", for a tooltip. */
export function exactDate(date: string, writing: Writing): string {
  return dayIn(writing, 'full', date);
}

/** Returns the month of a date: "March", "March 2025", or "Mar". */
export function sayMonth(
  date: string,
  locale: string,
  style: 'month' | 'month-year' | 'short-month',
): string {
  return dates(locale, style).format(noon(date));
}

/** Returns a time as the locale writes it, like "09:30" or "9:30 AM". */
export function sayTime(time: string, locale: string): string {
  return dates(locale, 'time').format(new Date(`2000-01-01T${time}:00Z`));
}

/** Returns an instant relative to `now` in `zone`, like "yesterday, 14:05". */
export function sayMoment(instant: Date, now: Date, zone: string, writing: Writing): string {
  const day = sayDate(localDate(instant, zone), localDate(now, zone), writing);
  return `${day}, ${sayTime(localTime(instant, zone), languageOf(writing))}`;
}

/** Returns the full date and the time, like "Tuesday 24 November 2026, 14:05". */
export function exactMoment(instant: Date, zone: string, writing: Writing): string {
  return `${exactDate(localDate(instant, zone), writing)}, ${sayTime(localTime(instant, zone), languageOf(writing))}`;
}

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

const dates = memoize((locale: string, style: keyof typeof styles) => {
  return new Intl.DateTimeFormat(regional(locale), { ...styles[style], timeZone: 'UTC' });
});
const relative = memoize((locale: string) => {
  return new Intl.RelativeTimeFormat(regional(locale), { numeric: 'auto' });
});

/** Plain 'en' means the international style, day before month and 24 hours. Intl would use the US style. */
function regional(locale: string): string {
  return locale === 'en' ? 'en-GB' : locale;
}

/** Where English puts the day before the month, Intl adds a comma after some weekdays only. This removes all of them. */
function dayIn(writing: Writing, style: DayStyle, date: string): string {
  const locale = languageOf(writing);
  const order = typeof writing === 'string' ? 'locale' : writing.date_format;
  if (order !== 'locale' && order !== usualOrder(locale)) return ordered(locale, order, style, date);
  const written = dates(locale, style).format(noon(date));
  return /^en\b/.test(locale) ? written.replace(/^(\p{L}+), (?=\d)/u, '$1 ') : written;
}

/** The locale's words in the chosen order: "Tue 24 Nov 2026", "Tue Nov 24, 2026", "Tue 2026-11-24". */
function ordered(locale: string, order: Order, style: DayStyle, date: string): string {
  const parts = dates(locale, style).formatToParts(noon(date));
  const [weekday, day, month, year] = (['weekday', 'day', 'month', 'year'] as const).map(
    (type) => parts.find((part) => part.type === type)?.value ?? '',
  );
  if (order === 'year-month-day') return `${weekday} ${date}`;
  // Some languages write months as numbers.
  if (/^\p{Nd}+\P{Nd}?$/u.test(month!)) {
    const number = month!.replace(/\P{Nd}$/u, '');
    const numbers = order === 'day-month-year' ? [day, number, year] : [number, day, year];
    return `${weekday} ${numbers.filter(Boolean).join('/')}`;
  }
  if (order === 'day-month-year') return `${weekday} ${day} ${month} ${year}`.trim();
  return `${weekday} ${month} ${day}${year && `, ${year}`}`;
}

/** The order of day, month, and year in the locale's own format. */
const usualOrder = memoize((locale: string) => {
  const parts = dates(locale, 'short-year').formatToParts(0);
  return parts
    .map(({ type }) => type)
    .filter((type) => /^(day|month|year)$/.test(type))
    .join('-');
});

function languageOf(writing: Writing): string {
  return typeof writing === 'string' ? writing : writing.locale;
}

function noon(date: string): Date {
  return new Date(`${date}T12:00:00Z`);
}

function isSupported(locale: string): boolean {
  return Intl.DateTimeFormat.supportedLocalesOf(locale).length === 1;
}
