/**
 * Returns the path of a contact's page or, with `rest`, of a page below it: contactPath('Ada', 'edit') is
 * '/contacts/Ada/edit'. Every name has a path that works.
 *
 * Browsers resolve `.` and `..`, however they are encoded, before sending a request, and `new` is the page for a new
 * contact. Those names are prefixed with `~`, and so are names that start with `~`.
 */
export function contactPath(name: string, ...rest: string[]): string {
  const segment = needsPrefix(name) ? `~${name}` : name;
  return ['/contacts', ...[segment, ...rest].map(encodeURIComponent)].join('/');
}

/** Returns the name for a decoded path segment. */
export function nameInPath(segment: string): string {
  return segment.startsWith('~') ? segment.slice(1) : segment;
}

/** Express matches routes case-insensitively, so "New" needs the prefix too. */
function needsPrefix(name: string): boolean {
  return name.startsWith('~') || ['.', '..', 'new'].includes(name.toLowerCase());
}
