import { Router } from 'express';
import { createContact } from '../../domain/commands/create-contact';
import { deleteContact } from '../../domain/commands/delete-contact';
import { contactTexts, editContact } from '../../domain/commands/edit-contact';
import { contacts } from '../../domain/projections/contacts';
import { contactFields, fields } from '../../domain/values/fields';
import type { Engine } from '../../engine/projecting/engine';
import { contactMethodsIn } from './contact-methods';
import { aboutContact, pathOf } from './contact-of';
import { contactPage } from './contact-page';
import { contactsList } from './contacts-list';
import type { Page } from './define-page';
import { type Form, form, pick } from './form';
import { page } from './page';

/** Contact methods come in rows of their own. */
const texts = contactFields.filter((name) => fields[name].type !== 'methods');

const creation: Page = {
  projections: [],
  waitsFor: 'nothing',
  show: async ({ query }) => ({ view: 'contacts/new', values: { name: String(query.name ?? '') } }),
};

const edit: Page = {
  projections: [contacts],
  show: aboutContact(async (_asked, row) => {
    const { contact, name } = row;
    return { view: 'contacts/edit', name, values: contactTexts(row), hidden: { contact } };
  }),
};

/** Listing, showing, adding, editing, and deleting contacts. */
export function contactsController(engine: Engine): Router {
  const router = Router();
  router.get('/contacts', contactsList(engine));
  router.get('/contacts/new', page(engine, creation));
  router.post(
    '/contacts',
    form(engine, {
      command: createContact,
      done: 'contact-added',
      page: creation,
      input: withMethods(pick(...texts)),
      to: ({ req, subject }) => pathOf(engine, req, subject),
    }),
  );
  router.get('/contacts/:name', page(engine, contactPage));
  router.get('/contacts/:name/edit', page(engine, edit));
  router.post(
    '/contacts/:name',
    form(engine, {
      command: editContact,
      done: 'contact-saved',
      page: edit,
      input: withMethods(pick('contact', 'seen', ...texts.map((name) => `${name}?`))),
      to: ({ req, input }) => pathOf(engine, req, input.contact!),
    }),
  );
  router.post(
    '/contacts/:name/deletion',
    form(engine, {
      command: deleteContact,
      done: 'contact-deleted',
      page: contactPage,
      input: pick('contact', 'seen'),
      to: () => '/contacts',
    }),
  );
  return router;
}

function withMethods(input: Form['input']): Form['input'] {
  return (req) => ({ ...input(req), ...contactMethodsIn(req.body) });
}
