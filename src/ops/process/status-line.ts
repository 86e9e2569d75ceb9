import type { Status } from '../../engine/projecting/status';

/** Describes the status of a projection or a reactor in one line, plus one for each parked stream. */
export function statusLine(
  title: string,
  { streams, behind, oldestWait, retrying, parked }: Status,
  more: readonly (string | false)[] = [],
): string {
  const facts = [
    behind === 0 ? `all ${streams} streams caught up` : `${behind} of ${streams} streams pending`,
    oldestWait !== null && `lag ${oldestWait.toFixed(1)} s`,
    retrying > 0 && `${retrying} retrying`,
    ...more,
  ].filter(Boolean);
  const lines = parked.map(
    ({ accountId, position, error, since }) =>
      `\n  parked since ${since.toISOString()}: account ${accountId} at position ${position}: ${error}`,
  );
  return `${title}: ${facts.join(', ')}${lines.join('')}`;
}
