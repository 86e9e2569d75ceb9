import { Router } from 'express';
import { PageFailure } from '../../accounts/page-failure';
import { correctInteraction } from '../../domain/commands/correct-interaction';
import { recordInteraction } from '../../domain/commands/record-interaction';
import { removeInteraction } from '../../domain/commands/remove-interaction';
import { contacts } from '../../domain/projections/contacts';
import { findInteraction, interactions } from '../../domain/projections/interactions';
import type { Engine } from '../../engine/projecting/engine';
import { aboutContact, pathOf } from './contact-of';
import { contactPage } from './contact-page';
import type { Page } from './define-page';
import { type Form, form, pick } from './form';
import { page } from './page';

const edit: Page = {
  projections: [contacts, interactions],
  show: aboutContact(async ({ db, accountId, params }, { contact, name }) => {
    const interaction = /^\d{1,15}$/.test(params.interaction ?? '') ? Number(params.interaction) : 0;
    const row = await findInteraction(db, accountId, contact, interaction);
    if (!row) throw gone();
    const { interacted_on, description } = row;
    const values = { interacted_on, description };
    return { view: 'interactions/edit', name, interaction, values, hidden: { contact, interaction } };
  }),
};

/** Recording, editing, and removing interactions. */
export function interactionsController(engine: Engine): Router {
  const router = Router();
  const one = '/contacts/:name/interactions/:interaction';
  // Goes back to the list of interactions on the contact's page.
  const to: Form['to'] = async ({ req, input }) => `${await pathOf(engine, req, input.contact!)}#spoken`;
  router.post(
    '/contacts/:name/interactions',
    form(engine, {
      command: recordInteraction,
      done: 'interaction-recorded',
      page: contactPage,
      input: pick('contact', 'seen', 'interacted_on', 'description'),
      to,
    }),
  );
  router.get(`${one}/edit`, page(engine, edit));
  router.post(
    one,
    form(engine, {
      command: correctInteraction,
      done: 'interaction-corrected',
      page: edit,
      input: (req) => ({
        ...pick('contact', 'seen', 'interacted_on', 'description')(req),
        interaction: String(req.params.interaction),
      }),
      to,
    }),
  );
  router.post(
    `${one}/removal`,
    form(engine, {
      command: removeInteraction,
      done: 'interaction-removed',
      page: edit,
      ask: 'This changed while you were editing. Here’s the current version. Delete it anyway?',
      input: (req) => ({ ...pick('contact', 'seen')(req), interaction: String(req.params.interaction) }),
      to,
    }),
  );
  return router;
}

function gone(): PageFailure {
  return new PageFailure(404, 'Conversation not found', 'You may have deleted it in another tab.');
}
