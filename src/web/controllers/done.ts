import type { Request, Response } from 'express';

/** What the next page says of something done, and where: beside what was changed, or at its top. */
const told = {
  'contact-added': 'Added.',
  'contact-saved': 'Saved.',
  'contact-deleted': 'Deleted. Everything you noted is kept.',
  'contact-restored': 'Back again, with everything you noted.',
  'contacts-tagged': (people: number) => `${inPeople(people)} tagged.`,
  'contacts-deleted': (people: number) => `${inPeople(people)} deleted. Everything you noted is kept.`,
  'contacts-restored': (people: number) => `${inPeople(people)} back again, with everything you noted.`,
  'contact-forgotten': 'Forgotten. Kith knows nothing of them any more.',
  'interaction-noted': 'Noted.',
  'interaction-corrected': 'Corrected.',
  'interaction-removed': 'Removed.',
  'meeting-saved': 'Your next meeting is saved.',
  'meeting-cancelled': 'Cancelled. Your notes stay for the next time.',
  'examples-added': 'Here they are. Look around, and change what you like.',
  'settings-saved': 'Saved.',
  'email-changed': 'You have a new address. Sign in with it from now on.',
  'password-changed': 'You have a new password, and every other browser is signed out.',
  'browser-signed-out': 'Signed out there.',
  undone: 'Undone. The change and its undoing both stay in the history.',
};

export type DoneCode = keyof typeof told;

/** `contact`, or `contacts`: the positions of those who can be brought back. */
export type Done = { words: string; place: string; contact: string | null; contacts: string[] };

const cookieName = 'kith-done';
const cookiePattern = new RegExp(
  `(?:^|; )${cookieName}=([a-z-]{1,40})(?:\\.(\\d{1,15}(?:-\\d{1,15})*))?(?:;|$)`,
);

/** Browsers keep no larger cookie, and some proxies let no answer pass that has one. */
const largestCookie = 3_500;

/**
 * Lets the next page of this browser say that it is done; of more contacts than fit in a cookie nothing is said. The
 * cookie holds a code, and no word of the person's.
 * `about`: the position of a contact, or several with hyphens between them.
 */
export function storeDone(req: Request, res: Response, code: DoneCode, about?: string): void {
  const isTold = code === 'contact-deleted' || typeof told[code] === 'function';
  const value = isTold && about && /^[\d-]+$/.test(about) ? `${code}.${about}` : code;
  if (value.length > largestCookie) return;
  res.cookie(cookieName, value, { httpOnly: true, sameSite: 'lax', secure: req.secure, maxAge: 60_000 });
}

/** What is to be said, once: a page that is only looked at from afar (HEAD) does not take it. */
export function takeDone(req: Request, res: Response): Done | null {
  const [, code, about = null] = cookiePattern.exec(req.headers.cookie ?? '') ?? [];
  if (code === undefined || req.method !== 'GET') return null;
  res.clearCookie(cookieName, { httpOnly: true, sameSite: 'lax', secure: req.secure });
  if (!Object.hasOwn(told, code)) return null;
  const place = code.startsWith('interaction-') ? 'interactions' : 'top';
  const words = told[code as DoneCode];
  if (typeof words === 'string') return { words, place, contact: about, contacts: [] };
  const contacts = about?.split('-') ?? [];
  return {
    words: words(contacts.length),
    place,
    contact: null,
    contacts: code === 'contacts-deleted' ? contacts : [],
  };
}

function inPeople(count: number): string {
  return count === 1 ? '1 person' : `${count} people`;
}
