/** The intervals that forms offer, in days. Events may contain any other number of days. */
export const rhythms: readonly number[] = [7, 14, 30, 60, 90, 180, 365];

/** Returns an interval in words: "every week", "every 3 months", "every 10 days". */
export function everyWords(days: number): string {
  const [count, unit] = inUnits(days);
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
}

/** Counts 30 days as a month, and 365 or 360 days as a year. */
function inUnits(days: number): [count: number, unit: string] {
  if (days >= 360 && (days % 365 === 0 || days % 360 === 0)) return [Math.round(days / 365), 'year'];
  if (days % 30 === 0) return [days / 30, 'month'];
  return days % 7 === 0 ? [days / 7, 'week'] : [days, 'day'];
}
