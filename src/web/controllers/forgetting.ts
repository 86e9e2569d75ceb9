import { type RequestHandler, Router } from 'express';
import { forgetContact } from '../../domain/commands/forget-contact';
import type { ContactRow } from '../../domain/projections/contact-rows';
import { contacts } from '../../domain/projections/contacts';
import { contactPath } from '../../domain/values/contact-path';
import type { Engine } from '../../engine/projecting/engine';
import { exportPerson } from '../../privacy/person-export';
import { aboutContact, aboutDeletedContact } from './contact-of';
import type { Answer, Asked, Page } from './define-page';
import { form } from './form';
import { sayFor } from './history';
import { page } from './page';

/** Forgetting a contact for good, deleted or not, and downloading what Kith knows about them first. */
export function forgettingController(engine: Engine): Router {
  const router = Router();
  for (const [path, about, base] of [
    ['/contacts/:name', aboutContact, ({ name }: ContactRow) => contactPath(name)],
    [
      '/deleted-contacts/:contact',
      aboutDeletedContact,
      ({ contact }: ContactRow) => `/deleted-contacts/${contact}`,
    ],
  ] as const) {
    const confirmation = confirmationAbout(about, base);
    router.get(`${path}/export`, download(engine, about));
    router.get(`${path}/forgetting`, page(engine, confirmation));
    router.post(
      `${path}/forgetting`,
      form(engine, {
        command: forgetContact,
        done: 'contact-forgotten',
        page: confirmation,
        input: (req) => ({ contact: String(req.params.contact ?? req.body.contact ?? '') }),
        to: () => '/contacts',
      }),
    );
  }
  return router;
}

type About = typeof aboutContact;

/** The page that says what will be erased, and offers to download it first. */
function confirmationAbout(about: About, base: (contact: ContactRow) => string): Page {
  const show = async (_asked: Asked, row: ContactRow): Promise<Answer> => {
    const { name, contact } = row;
    return { view: 'forgetting/contact', name, base: base(row), hidden: { contact } };
  };
  return { projections: [contacts], show: about(show) };
}

function download(engine: Engine, about: About): RequestHandler {
  const show = async (asked: Asked, contact: ContactRow): Promise<Answer> => {
    const exported = await exportPerson(engine, asked.log, asked.accountId, contact, sayFor(asked));
    const content = `${JSON.stringify(exported, null, 2)}\n`;
    return { download: `${contact.name}.json`, type: 'application/json', content };
  };
  return page(engine, { projections: [contacts], show: about(show) });
}
