import { Router } from 'express';
import { deleteContacts } from '../../domain/commands/delete-contacts';
import { fillWithExamples } from '../../domain/commands/fill-with-examples';
import type { Engine } from '../../engine/projecting/engine';
import { form, pick } from './form';
import { today } from './today';

/** Adding sample people to a new account, and removing them. */
export function examplesController(engine: Engine): Router {
  const router = Router();
  router.post(
    '/examples',
    form(engine, {
      command: fillWithExamples,
      done: 'examples-added',
      page: today,
      input: () => ({}),
      to: () => '/',
    }),
  );
  router.post(
    '/examples/removal',
    form(engine, {
      command: deleteContacts,
      done: 'contacts-deleted',
      page: today,
      // Removes only those that the page showed; any added since then stay.
      input: pick('contacts'),
      given: ({ contacts = '' }) => ({ contacts: contacts.split('-') }),
      to: () => '/',
    }),
  );
  return router;
}
