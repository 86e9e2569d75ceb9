export type Merged<T> = {
  /** Fields that only the person changed. */
  changes: Partial<T>;
  /** Fields that the person changed, and that have been changed to something else since they saw them. */
  conflicts: Record<string, { theirs: string; yours: string }>;
};

/**
 * Merges a form with the current state. The person changed the fields that differ from what they saw (decision 5).
 * Fields they didn't change keep their current value, and fields that already have the value they want need no change.
 * If a field they changed has since been changed to something else, that is a conflict. Fields that are undefined in
 * `yours` weren't in the form.
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
