export type Merged<T> = {
  /** What the person changed, and nobody else did. */
  changes: Partial<T>;
  /** What both changed, differently. */
  conflicts: Record<string, { theirs: string; yours: string }>;
};

/**
 * What differs from what the person saw is what they changed (decision 5). A field that they left alone stays as it
 * is now; one that is now as they want it needs no change; one that has become something else is a conflict.
 * Fields that are undefined in `yours` were not in the form.
 */
export function merge<T extends Record<string, unknown>>(then: T, now: T, yours: Partial<T>): Merged<T> {
  const changes: Partial<T> = {};
  const conflicts: Merged<T>['conflicts'] = {};
  for (const field of Object.keys(now) as (keyof T & string)[]) {
    const wanted = yours[field];
    if (wanted === undefined || wanted === then[field] || wanted === now[field]) continue;
    if (now[field] === then[field]) changes[field] = wanted;
    else conflicts[field] = { theirs: text(now[field]), yours: text(wanted) };
  }
  return { changes, conflicts };
}

function text(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}
