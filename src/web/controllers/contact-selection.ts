import { type Request, type RequestHandler, Router } from 'express';
import { deleteContacts } from '../../domain/commands/delete-contacts';
import { restoreContacts } from '../../domain/commands/restore-contacts';
import { tagContacts } from '../../domain/commands/tag-contacts';
import type { AnyCommand } from '../../engine/deciding/define-command';
import type { Engine } from '../../engine/projecting/engine';
import { keptOf, listPath } from './contacts-address';
import { contactsPage } from './contacts-list';
import type { DoneCode } from './done';
import { form } from './form';

/**
 * POST for those selected in the list: a tag for all of them, their deletion, and its undoing. The address carries the
 * query of the list that they were selected in, and that is where it goes on.
 */
export function contactSelectionController(engine: Engine): Router {
  const router = Router();
  const post = (path: string, command: AnyCommand, done: DoneCode) =>
    router.post(`/contact-selection/${path}`, refuseNobody, selectionForm(engine, command, done));
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

/** Nobody is no mistake worth a word. */
const refuseNobody: RequestHandler = (req: Request, res, next) => {
  if (selectedIn(req.body).length > 0) return next();
  res.redirect(303, listPath(keptOf(req.query)));
};

/** Boxes that are ticked are named select_12: a field that comes twice would count once. */
function selectedIn(body: Record<string, string>): string[] {
  return Object.keys(body).flatMap((name) => /^select_([1-9]\d{0,14})$/.exec(name)?.[1] ?? []);
}
