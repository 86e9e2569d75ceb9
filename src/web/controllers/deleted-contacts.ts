import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import { PageFailure } from '../../accounts/page-failure';
import { restoreContact } from '../../domain/commands/restore-contact';
import { findDeletedContactOf, listDeletedContacts } from '../../domain/projections/contact-queries';
import type { DeletedContactRow } from '../../domain/projections/contact-rows';
import { contacts } from '../../domain/projections/contacts';
import type { Engine } from '../../engine/projecting/engine';
import { pathOf } from './contact-of';
import type { Asked, Page } from './define-page';
import { form, pick } from './form';
import { page } from './page';
import { pageNumber, pagesLocals } from './page-number';

const perPage = 50;

const index: Page = {
  projections: [contacts],
  async show(asked) {
    const number = pageNumber(asked.query.page);
    const { db, accountId } = asked;
    const listed = await listDeletedContacts(db, accountId, {
      limit: perPage + 1,
      offset: (number - 1) * perPage,
    });
    const deleted = listed.slice(0, perPage);
    return locals(deleted, pagesLocals({}, number, listed.length > perPage), false);
  },
};

/** Shown when the name of the contact to restore is taken: the contact, with a field for another name. */
const restoration: Page = {
  projections: [contacts],
  async show({ db, accountId, params }: Asked) {
    const contact = /^\d{1,15}$/.test(params.contact ?? '') ? Number(params.contact) : 0;
    const deleted = await findDeletedContactOf(db, accountId, contact);
    if (!deleted)
      throw new PageFailure(
        404,
        'Contact not found',
        'This contact isn’t among your recently deleted contacts.',
      );
    return { ...locals([deleted], { previous: null, next: null }, true), values: { name: deleted.name } };
  },
};

/** Listing and restoring deleted contacts. */
export function deletedContactsController(engine: Engine): Router {
  const router = Router();
  router.get('/deleted-contacts', page(engine, index));
  router.post(
    '/deleted-contacts/:contact/restoration',
    form(engine, {
      command: restoreContact,
      done: 'contact-restored',
      page: restoration,
      input: (req) => ({ ...pick('seen', 'name?')(req), contact: String(req.params.contact) }),
      to: ({ req, input }) => pathOf(engine, req, input.contact!),
    }),
  );
  return router;
}

function locals(deleted: DeletedContactRow[], pages: object, needsName: boolean) {
  return {
    view: 'deleted-contacts/index',
    deleted: deleted.map((one) => ({ ...one, token: randomUUID(), needsName })),
    ...pages,
  };
}
