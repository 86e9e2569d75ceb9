/** What forms offer, in days; any other number of days can stand in an event as well. */
export const rhythms: readonly number[] = [7, 14, 30, 60, 90, 180, 365];

/** "every week", "every 3 months", "every 10 days": how often, as a friend would say it. */
export function everyWords(days: number): string {
  const [count, unit] = inUnits(days);
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
}

/** A month counts 30 days here, and a year 365 or 360. */
function inUnits(days: number): [count: number, unit: string] {
  if (days >= 360 && (days % 365 === 0 || days % 360 === 0)) return [Math.round(days / 365), 'year'];
  if (days % 30 === 0) return [days / 30, 'month'];
  return days % 7 === 0 ? [days / 7, 'week'] : [days, 'day'];
}
