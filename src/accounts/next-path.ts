const here = 'http://kith.invalid';

/**
 * Where to go after signing in: `wanted` if it is a path on this site, else the home page.
 * Read as browsers read it, since `//elsewhere` and `/\elsewhere` lead away.
 */
export function nextPath(wanted: string | undefined): string {
  if (!wanted?.startsWith('/') || !URL.canParse(wanted, here)) return '/';
  const url = new URL(wanted, here);
  // `/..//elsewhere` is on this site, but what is left of it once read, `//elsewhere`, is not.
  const stays = url.origin === here && !url.pathname.startsWith('//');
  return stays ? `${url.pathname}${url.search}` : '/';
}

/** The address of the sign-in page that leads on to `wanted`. */
export function signInPath(wanted: string | undefined): string {
  const next = nextPath(wanted);
  return next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`;
}
