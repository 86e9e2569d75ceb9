import type { Request } from 'express';
import { PageFailure } from '../../accounts/page-failure';
import { identityOf } from '../../accounts/require-account';
import { type ContactTables, subjects, toPosition } from '../../domain/commands/contact';
import {
  findContact,
  findContactOf,
  findDeletedContact,
  findDeletedContactOf,
  findRenamed,
} from '../../domain/projections/contact-queries';
import type { ContactRow, DeletedContactRow } from '../../domain/projections/contact-rows';
import { nameKey } from '../../domain/values/contact-name';
import { contactPath, nameInPath } from '../../domain/values/contact-path';
import { folding, readLog } from '../../engine/deciding/read-log';
import { Unavailable } from '../../engine/deciding/refusal';
import type { Engine } from '../../engine/projecting/engine';
import type { About } from '../../event-store/read-about';
import { isForgotten } from '../../privacy/is-forgotten';
import type { Answer, Asked, Past } from './define-page';

/**
 * Shows a page about the contact in the path. A former name redirects to the current one, unless another contact has
 * that name now. A deleted contact gets a page to restore it (404). Throws a PageFailure (404) for an unknown contact.
 * A submitted form names its contact by position, and never leads to another one.
 */
export function aboutContact(show: (asked: Asked, contact: ContactRow) => Promise<Answer>) {
  return async (asked: Asked): Promise<Answer> => {
    if (asked.past) return showPast(asked, asked.past, show);
    const contact = await contactIn(asked);
    if (contact) return show(asked, contact);
    const { db, accountId, path } = asked;
    const name = nameInPath(asked.params.name ?? '');
    const subject = asked.body.contact === undefined ? null : toPosition(asked.body.contact);
    const renamed = subject === null && (await findRenamed(db, accountId, name));
    if (renamed) return { redirect: contactPath(renamed, ...path.slice(2)) };
    const deleted =
      subject === null
        ? await findDeletedContact(db, accountId, name)
        : await findDeletedContactOf(db, accountId, subject);
    if (deleted)
      return { view: 'contacts/deleted', status: 404, deleted, hidden: { contact: deleted.contact } };
    throw await unknownContact(asked, subject ?? 0);
  };
}

/** Shows a page about the deleted contact at the position in the path. Throws a PageFailure (404) if unknown. */
export function aboutDeletedContact(show: (asked: Asked, contact: DeletedContactRow) => Promise<Answer>) {
  return async (asked: Asked): Promise<Answer> => {
    const { db, accountId, params } = asked;
    const contact = toPosition(params.contact ?? '');
    const deleted = contact && (await findDeletedContactOf(db, accountId, contact));
    if (deleted) return show(asked, deleted);
    throw await unknownContact(asked, contact, 'This contact isn’t among your recently deleted contacts.');
  };
}

/**
 * Shows a page about the contact as of a past day, found by its name on that day, or else by its current name.
 * `?contact` (its position) identifies the contact if another one had the name on that day.
 */
async function showPast(
  asked: Asked,
  { now, query }: Past,
  show: (asked: Asked, contact: ContactRow) => Promise<Answer>,
): Promise<Answer> {
  const { db, accountId, params, path } = asked;
  const name = nameInPath(params.name ?? '');
  const contactNamed = asked.query.contact === undefined && (await findContact(db, accountId, name));
  if (contactNamed) {
    const present = await findContactOf(now, accountId, contactNamed.contact);
    return { today: contactPath((present ?? contactNamed).name), ...(await show(asked, contactNamed)) };
  }
  const subject =
    toPosition(String(asked.query.contact ?? '')) || (await findContact(now, accountId, name))?.contact;
  const renamedSince = subject && (await findContactOf(db, accountId, subject));
  if (renamedSince) return { redirect: `${contactPath(renamedSince.name, ...path.slice(2))}${query}` };
  const renamed = await findRenamed(db, accountId, name);
  if (renamed) return { redirect: `${contactPath(renamed, ...path.slice(2))}${query}` };
  const deleted = await findDeletedContact(db, accountId, name);
  return { view: 'past/unknown-contact', status: 404, name, deleted };
}

/** Returns the name and the subject whose events are needed to show the contact in the path as of a past day. */
export function aboutPastDay({ params, query }: Asked): About {
  const name = nameKey(nameInPath(params.name ?? ''));
  return { account: true, names: [name], subjects: subjects(String(query.contact ?? '')) };
}

/** Returns the path of a contact by its name at the stream's head, even if the projections lag. */
export async function pathOf(engine: Engine, req: Request, contact: number | string | null): Promise<string> {
  const subject = Number(contact);
  try {
    const { tables } = await readLog(engine, identityOf(req).accountId, { subjects: [subject] });
    const row = folding(() => (tables as ContactTables).contacts.one(subject));
    return row ? contactPath(row.name) : '/contacts';
  } catch (error) {
    // The change is saved, but can't be folded. The list will say so; failing here would look as if nothing was saved.
    if (error instanceof Unavailable) return '/contacts';
    throw error;
  }
}

/**
 * Finds the contact by the subject in the submitted form, since another contact may have its name now; else by name.
 */
async function contactIn({ db, accountId, params, body }: Asked): Promise<ContactRow | undefined> {
  if (body.contact === undefined) return findContact(db, accountId, nameInPath(params.name ?? ''));
  if (!/^\d{1,15}$/.test(body.contact)) return undefined;
  return findContactOf(db, accountId, Number(body.contact));
}

async function unknownContact(
  { log, accountId }: Asked,
  contact: number,
  text = 'None of your contacts matches this link. The name in it may be misspelled, or the contact may have been renamed.',
): Promise<PageFailure> {
  if (contact && (await isForgotten(log, accountId, contact)))
    return new PageFailure(
      404,
      'You forgot this contact for good',
      'Kith no longer knows anything about them.',
    );
  return new PageFailure(404, 'Contact not found', text);
}
