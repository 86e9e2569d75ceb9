import { Router } from 'express';
import { chooseStayInTouch } from '../../domain/commands/choose-stay-in-touch';
import { endStayInTouch } from '../../domain/commands/end-stay-in-touch';
import type { Engine } from '../../engine/projecting/engine';
import { pathOf } from './contact-of';
import { contactPage } from './contact-page';
import { type Form, form, pick } from './form';

/** Choosing how often to be in touch with a contact, and ending the reminders. */
export function stayInTouchController(engine: Engine): Router {
  const router = Router();
  const to: Form['to'] = async ({ req, input }) =>
    `${await pathOf(engine, req, input.contact!)}#stay-in-touch`;
  router.post(
    '/contacts/:name/stay-in-touch',
    form(engine, {
      command: chooseStayInTouch,
      page: contactPage,
      ask: 'This changed while you were editing. Here’s the current setting. Change it anyway?',
      input: pick('contact', 'seen', 'every_days'),
      to,
    }),
  );
  router.post(
    '/contacts/:name/stay-in-touch/ending',
    form(engine, { command: endStayInTouch, page: contactPage, input: pick('contact', 'seen'), to }),
  );
  return router;
}
