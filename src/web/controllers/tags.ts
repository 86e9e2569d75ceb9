import { Router } from 'express';
import { addTag } from '../../domain/commands/add-tag';
import { removeTag } from '../../domain/commands/remove-tag';
import type { Engine } from '../../engine/projecting/engine';
import { pathOf } from './contact-of';
import { contactPage } from './contact-page';
import { type Form, form, pick } from './form';

/** Adding a tag to a contact, and removing it. */
export function tagsController(engine: Engine): Router {
  const router = Router();
  const input = pick('contact', 'seen', 'tag');
  const to: Form['to'] = async ({ req, input }) => `${await pathOf(engine, req, input.contact!)}#tags`;
  router.post('/contacts/:name/tags', form(engine, { command: addTag, page: contactPage, input, to }));
  router.post(
    '/contacts/:name/tags/removal',
    form(engine, { command: removeTag, page: contactPage, input, to }),
  );
  return router;
}
