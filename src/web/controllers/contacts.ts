import { Router } from 'express';
import { createContact } from '../../domain/commands/create-contact';
import { deleteContact } from '../../domain/commands/delete-contact';
import { editContact } from '../../domain/commands/edit-contact';
import { contacts } from '../../domain/projections/contacts';
import { contactMethodsText } from '../../domain/values/contact-methods-text';
import type { Engine } from '../../engine/projecting/engine';
import { contactMethodsIn } from './contact-methods';
import { aboutContact, pathOf } from './contact-of';
import { contactPage } from './contact-page';
import { contactsList } from './contacts-list';
import type { Page } from './define-page';
import { type Form, form, pick } from './form';
import { page } from './page';

const fields = ['name', 'description'];

const creation: Page = {
  projections: [],
  waitsFor: 'nothing',
  show: async ({ query }) => ({ view: 'contacts/new', values: { name: String(query.name ?? '') } }),
};

const edit: Page = {
  projections: [contacts],
  show: aboutContact(async (_asked, { contact, name, description, contact_methods }) => {
    const values = { name, description, contact_methods: contactMethodsText(contact_methods) };
    return { view: 'contacts/edit', name, values, hidden: { contact } };
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
      input: withMethods(pick(...fields)),
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
      input: withMethods(pick('contact', 'seen', ...fields)),
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
