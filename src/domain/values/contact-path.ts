/**
 * The address of a contact's page, or, with `rest`, of one below it: contactPath('Ada', 'edit') is
 * '/contacts/Ada/edit'. Every name has an address that works.
 *
 * Browsers resolve `.` and `..`, however they are encoded, before they ask; and `new` is the page of a new
 * contact. Such names get a `~` in front, and so do those that begin with one.
 */
export function contactPath(name: string, ...rest: string[]): string {
  const segment = needsMark(name) ? `~${name}` : name;
  return ['/contacts', ...[segment, ...rest].map(encodeURIComponent)].join('/');
}

/** The name in an address, from its decoded segment. */
export function nameInPath(segment: string): string {
  return segment.startsWith('~') ? segment.slice(1) : segment;
}

/** Routes are matched without regard to case, hence "New" too. */
function needsMark(name: string): boolean {
  return name.startsWith('~') || ['.', '..', 'new'].includes(name.toLowerCase());
}
