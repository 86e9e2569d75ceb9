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
  for (const [path, about, addresses] of [
    ['/contacts/:name', aboutContact, ofContact],
    ['/deleted-contacts/:contact', aboutDeletedContact, ofDeletedContact],
  ] as const) {
    const confirmation = confirmationAbout(about, addresses);
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

/** `base`: the path of the contact, below which it is forgotten. `back`: where to go instead. */
type Addresses = { base: string; back: string; isDeleted: boolean };

function ofContact({ name }: ContactRow): Addresses {
  return { base: contactPath(name), back: contactPath(name), isDeleted: false };
}

function ofDeletedContact({ contact }: ContactRow): Addresses {
  return { base: `/deleted-contacts/${contact}`, back: '/deleted-contacts', isDeleted: true };
}

/** The page that says what will be erased, and offers to download it first. */
function confirmationAbout(about: About, addresses: (contact: ContactRow) => Addresses): Page {
  const show = async (_asked: Asked, row: ContactRow): Promise<Answer> => {
    const { name, contact } = row;
    return { view: 'forgetting/contact', name, ...addresses(row), hidden: { contact } };
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
