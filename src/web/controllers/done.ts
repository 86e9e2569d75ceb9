import type { Request, Response } from 'express';

/** The confirmations that the next page shows. */
const confirmations = {
  'contact-added': 'Added.',
  'contact-saved': 'Saved.',
  'contact-deleted': 'Deleted. Everything you wrote is kept.',
  'contact-restored': 'Restored, with everything you wrote.',
  'contacts-tagged': (people: number) => `${inPeople(people)} tagged.`,
  'contacts-deleted': (people: number) => `${inPeople(people)} deleted. Everything you wrote is kept.`,
  'contacts-restored': (people: number) => `${inPeople(people)} restored, with everything you wrote.`,
  'contact-forgotten': 'Forgotten. Kith no longer knows anything about them.',
  'interaction-recorded': 'Saved.',
  'interaction-corrected': 'Saved.',
  'interaction-removed': 'Conversation deleted.',
  'meeting-saved': 'Saved.',
  'meeting-cancelled': 'Canceled. Your notes are kept for next time.',
  'examples-added': 'Sample people added. Look around, and change whatever you like.',
  'settings-saved': 'Saved.',
  'email-changed': 'Email changed. Sign in with the new one from now on.',
  'password-changed': 'Password changed. All other browsers are signed out.',
  'browser-signed-out': 'That browser is signed out.',
  undone: 'Undone. The history keeps both the change and the undo.',
};

export type DoneCode = keyof typeof confirmations;

/**
 * A confirmation to show. `place`: beside the interactions or at the top. `contact`, `contacts`: the positions of the
 * contacts that can be restored.
 */
export type Done = { words: string; place: string; contact: string | null; contacts: string[] };

const cookieName = 'kith-done';
const cookiePattern = new RegExp(
  `(?:^|; )${cookieName}=([a-z-]{1,40})(?:\\.(\\d{1,15}(?:-\\d{1,15})*))?(?:;|$)`,
);

/** In bytes. Browsers drop cookies larger than about 4 kB, and some proxies reject responses with one. */
const largestCookie = 3_500;

/**
 * Stores a confirmation for this browser's next page in a cookie: its code, and nothing that the person wrote. Stores
 * nothing if there are more contacts than fit in a cookie.
 * `about`: the position of a contact, or the positions of several, separated by hyphens.
 */
export function storeDone(req: Request, res: Response, code: DoneCode, about?: string): void {
  const namesContacts = code === 'contact-deleted' || typeof confirmations[code] === 'function';
  const value = namesContacts && about && /^[\d-]+$/.test(about) ? `${code}.${about}` : code;
  if (value.length > largestCookie) return;
  res.cookie(cookieName, value, { httpOnly: true, sameSite: 'lax', secure: req.secure, maxAge: 60_000 });
}

/** Returns the stored confirmation, and clears it. Null for a HEAD request, which shows nothing. */
export function takeDone(req: Request, res: Response): Done | null {
  const [, code, about = null] = cookiePattern.exec(req.headers.cookie ?? '') ?? [];
  if (code === undefined || req.method !== 'GET') return null;
  res.clearCookie(cookieName, { httpOnly: true, sameSite: 'lax', secure: req.secure });
  if (!Object.hasOwn(confirmations, code)) return null;
  const place = code.startsWith('interaction-') ? 'interactions' : 'top';
  const words = confirmations[code as DoneCode];
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
