const here = 'http://kith.invalid';

/**
 * Returns the path to open after signing in: `wanted` if it is a path on this site, else the home page.
 * Parses it as browsers do, since `//elsewhere` and `/\elsewhere` lead to another site.
 */
export function nextPath(wanted: string | undefined): string {
  if (!wanted?.startsWith('/') || !URL.canParse(wanted, here)) return '/';
  const url = new URL(wanted, here);
  // `/..//elsewhere` is on this site, but it is normalized to `//elsewhere`, which is not.
  const stays = url.origin === here && !url.pathname.startsWith('//');
  return stays ? `${url.pathname}${url.search}` : '/';
}

/** Returns the path of the sign-in page that continues to `wanted`. */
export function signInPath(wanted: string | undefined): string {
  const next = nextPath(wanted);
  return next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`;
}
