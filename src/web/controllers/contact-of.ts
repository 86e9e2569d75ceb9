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
 * A page about the contact in the address. A name that they bore before redirects to their present one, unless
 * somebody bears it now; whoever is deleted can be brought back from here; anyone else is unknown (404).
 */
export function aboutContact(show: (asked: Asked, contact: ContactRow) => Promise<Answer>) {
  return async (asked: Asked): Promise<Answer> => {
    if (asked.past) return thenAbout(asked, asked.past, show);
    const contact = await contactIn(asked);
    if (contact) return show(asked, contact);
    const { db, accountId, path } = asked;
    const name = nameInPath(asked.params.name ?? '');
    const renamed = await findRenamed(db, accountId, name);
    if (renamed) return { redirect: contactPath(renamed, ...path.slice(2)) };
    const deleted = await findDeletedContact(db, accountId, name);
    if (deleted)
      return { view: 'contacts/deleted', status: 404, deleted, hidden: { contact: deleted.contact } };
    throw await nobody(asked, toPosition(asked.body.contact ?? ''));
  };
}

/** The same about whoever is deleted, by the position in the address. */
export function aboutDeletedContact(show: (asked: Asked, contact: DeletedContactRow) => Promise<Answer>) {
  return async (asked: Asked): Promise<Answer> => {
    const { db, accountId, params } = asked;
    const contact = toPosition(params.contact ?? '');
    const deleted = contact && (await findDeletedContactOf(db, accountId, contact));
    if (deleted) return show(asked, deleted);
    throw await nobody(asked, contact, 'Nobody like that waits among the recently deleted.');
  };
}

/**
 * The same of a day of the past, by the name that the contact bore then. Whoever has another one now is found by
 * that as well, and `?contact` says which one is meant where a name has changed hands.
 */
async function thenAbout(
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
  const meant = subject && (await findContactOf(db, accountId, subject));
  if (meant) return { redirect: `${contactPath(meant.name, ...path.slice(2))}${query}` };
  const renamed = await findRenamed(db, accountId, name);
  if (renamed) return { redirect: `${contactPath(renamed, ...path.slice(2))}${query}` };
  const deleted = await findDeletedContact(db, accountId, name);
  return { view: 'contacts/unknown-then', status: 404, name, deleted };
}

/** What a page of the past about the contact in the address has to know. */
export function aboutThen({ params, query }: Asked): About {
  const name = nameKey(nameInPath(params.name ?? ''));
  return { account: true, names: [name], subjects: subjects(String(query.contact ?? '')) };
}

/** The address of a contact by their name at the stream's head, whatever the projections have reached. */
export async function pathOf(engine: Engine, req: Request, contact: number | string | null): Promise<string> {
  const subject = Number(contact);
  try {
    const { tables } = await readLog(engine, identityOf(req).accountId, { subjects: [subject] });
    const row = folding(() => (tables as ContactTables).contacts.one(subject));
    return row ? contactPath(row.name) : '/contacts';
  } catch (error) {
    // It is saved, but can't be folded: the list says so, and a 500 here would not.
    if (error instanceof Unavailable) return '/contacts';
    throw error;
  }
}

/** By the form's subject where a form was sent, since its name may be another's by now; else by name. */
async function contactIn({ db, accountId, params, body }: Asked): Promise<ContactRow | undefined> {
  if (body.contact === undefined) return findContact(db, accountId, nameInPath(params.name ?? ''));
  if (!/^\d{1,15}$/.test(body.contact)) return undefined;
  return findContactOf(db, accountId, Number(body.contact));
}

async function nobody(
  { log, accountId }: Asked,
  contact: number,
  text = 'None of your contacts has this address. Perhaps it is misspelt, or they have another name now.',
): Promise<PageFailure> {
  if (contact && (await isForgotten(log, accountId, contact)))
    return new PageFailure(404, 'You forgot this person', 'Kith knows nothing of them any more.');
  return new PageFailure(404, 'There is nobody here', text);
}
