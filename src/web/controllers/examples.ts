import { Router } from 'express';
import { deleteContacts } from '../../domain/commands/delete-contacts';
import { fillWithExamples } from '../../domain/commands/fill-with-examples';
import type { Engine } from '../../engine/projecting/engine';
import { form, pick } from './form';
import { today } from './today';

/** The made-up people of a new account: letting them move in, and taking them away. */
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
      // Those that the page showed: who was added to them since stays.
      input: pick('contacts'),
      given: ({ contacts = '' }) => ({ contacts: contacts.split('-') }),
      to: () => '/',
    }),
  );
  return router;
}
