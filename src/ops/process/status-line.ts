import type { Status } from '../../engine/projecting/status';

/** How a projection or a reactor stands, in a line for the operator, and one more for each stream that is parked. */
export function statusLine(
  title: string,
  { streams, behind, oldestWait, retrying, parked }: Status,
  more: readonly (string | false)[] = [],
): string {
  const facts = [
    behind === 0 ? `all ${streams} streams are at their head` : `${behind} of ${streams} streams behind`,
    oldestWait !== null && `oldest wait ${oldestWait.toFixed(1)} s`,
    retrying > 0 && `${retrying} being retried`,
    ...more,
  ].filter(Boolean);
  const lines = parked.map(
    ({ accountId, position, error, since }) =>
      `\n  parked since ${since.toISOString()}: account ${accountId} at ${position}: ${error}`,
  );
  return `${title}: ${facts.join(', ')}${lines.join('')}`;
}
