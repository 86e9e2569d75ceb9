import { type Request, type RequestHandler, Router } from 'express';
import { deleteContacts } from '../../domain/commands/delete-contacts';
import { restoreContacts } from '../../domain/commands/restore-contacts';
import { tagContacts } from '../../domain/commands/tag-contacts';
import type { AnyCommand } from '../../engine/deciding/define-command';
import type { Engine } from '../../engine/projecting/engine';
import { keptOf, listPath, selectedIn } from './contacts-address';
import { contactsPage } from './contacts-list';
import type { DoneCode } from './done';
import { form } from './form';

/**
 * Tags, deletes, or restores all contacts that are selected in the list. The path keeps the query of that list, and the
 * response redirects back to it.
 */
export function contactSelectionController(engine: Engine): Router {
  const router = Router();
  const post = (path: string, command: AnyCommand, done: DoneCode) =>
    router.post(`/contact-selection/${path}`, skipWithoutSelection, selectionForm(engine, command, done));
  post('tags', tagContacts, 'contacts-tagged');
  post('deletion', deleteContacts, 'contacts-deleted');
  post('restoration', restoreContacts, 'contacts-restored');
  return router;
}

function selectionForm(engine: Engine, command: AnyCommand, done: DoneCode): RequestHandler {
  return form(engine, {
    command,
    done,
    page: contactsPage,
    input: ({ body }) => ({ contacts: selectedIn(body).join('-'), tag: body.tag ?? '' }),
    given: ({ contacts, tag }) => ({ contacts: contacts!.split('-'), tag }),
    to: ({ req }) => listPath(keptOf(req.query)),
  });
}

/** Goes back to the list if nothing is selected: that isn't worth an error message. */
const skipWithoutSelection: RequestHandler = (req: Request, res, next) => {
  if (selectedIn(req.body).length > 0) return next();
  res.redirect(303, listPath(keptOf(req.query)));
};
