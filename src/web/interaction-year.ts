import { sayMonth } from '../base/date-words';
import { addDays } from '../base/time';

export type InteractionDay = { interacted_on: string; count: number };

/** A year of interactions with a contact, counted by week, for the chart. */
export type InteractionYear = {
  /** 52 counts, oldest week first; the last week ends today. */
  weeks: number[];
  /** The quarters that begin in the year: the week's index, from 0, and the month's short name. */
  quarters: { week: number; name: string }[];
  count: number;
  /** "12 times in the past year, about once a month." */
  words: string;
  /** The months with an interaction, for screen readers: "March 2025: 2". */
  months: string[];
};

export const weeksShown = 52;

/** Returns the first day of the 52 weeks that end `today`. */
export function yearBefore(today: string): string {
  return addDays(today, 1 - weeksShown * 7);
}

/**
 * Returns the year up to `today`, from its days with interactions. Ignores days outside it. `when`: what `words` call
 * the year.
 */
export function interactionYear(
  days: readonly InteractionDay[],
  today: string,
  locale: string,
  when = 'in the past year',
): InteractionYear {
  const first = yearBefore(today);
  const within = days.filter(({ interacted_on: day }) => day >= first && day <= today);
  const weeks = new Array<number>(weeksShown).fill(0);
  const byMonth = new Map<string, number>();
  for (const { interacted_on: day, count } of within) {
    weeks[weekOf(day, first)]! += count;
    byMonth.set(day.slice(0, 7), (byMonth.get(day.slice(0, 7)) ?? 0) + count);
  }
  const count = weeks.reduce((a, b) => a + b, 0);
  const months = [...byMonth].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    weeks,
    quarters: quartersIn(first, today, locale),
    count,
    words: howOften(count, when, locale),
    months: months.map(
      ([month, n]) => `${sayMonth(`${month}-01`, locale, 'month-year')}: ${n.toLocaleString(locale)}`,
    ),
  };
}

/**
 * Returns the year with the coordinates of its chart, in which each week is 6 wide. `top`: the upper end of the week's
 * bar; null for a week without an interaction.
 */
export function drawYear({ weeks, quarters, ...year }: InteractionYear) {
  return {
    ...year,
    weeks: drawWeeks(weeks),
    quarters: quarters.map(({ week, name }) => ({ x: middleOf(week), name })),
  };
}

/** Returns the bars for these counts of interactions by week. */
export function drawWeeks(counts: readonly number[]) {
  return counts.map((count, week) => ({
    x: middleOf(week),
    top: count === 0 ? null : baseline - heightOf(count),
  }));
}

const baseline = 34;

function middleOf(week: number): number {
  return week * 6 + 3;
}

/** Counts from four on look the same. */
function heightOf(count: number): number {
  return [10, 18, 26, 31][Math.min(count, 4) - 1]!;
}

function quartersIn(first: string, today: string, locale: string) {
  const years = [first, today].map((day) => Number(day.slice(0, 4)));
  const starts = years.flatMap((year) => ['01', '04', '07', '10'].map((month) => `${year}-${month}`));
  return [...new Set(starts)]
    .map((month) => ({
      week: weekOf(`${month}-01`, first),
      name: sayMonth(`${month}-01`, locale, 'short-month'),
    }))
    .filter(({ week }) => week >= 0 && week < weeksShown - 3);
}

/** Uses Date, since it is much faster than Temporal for this many days. */
function weekOf(day: string, first: string): number {
  return Math.floor((Date.parse(day) - Date.parse(first)) / (7 * 24 * 3_600_000));
}

function howOften(count: number, when: string, locale: string): string {
  if (count === 0) return `Not once ${when}.`;
  if (count === 1) return `Once ${when}.`;
  return `${count === 2 ? 'Twice' : `${count.toLocaleString(locale)} times`} ${when}, ${rhythm(count)}.`;
}

function rhythm(count: number): string {
  const days = 365 / count;
  if (days < 2) return 'nearly every day';
  if (days < 5) return 'every few days';
  if (days < 11) return 'about once a week';
  if (days < 25) return `about every ${['two', 'three'][Math.round(days / 7) - 2] ?? 'three'} weeks`;
  if (days < 46) return 'about once a month';
  return `about every ${['two', 'three', 'four', 'five', 'six'][Math.round(days / 30) - 2] ?? 'six'} months`;
}
