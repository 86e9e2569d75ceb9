import { defineCommand } from '../../engine/deciding/define-command';
import { NotFound } from '../../engine/deciding/refusal';
import type { Events } from '../events';
import { type AboutContact, type ContactTables, theContact, toPosition } from './contact';

/** Does nothing if no interval was chosen for the contact. */
export const endStayInTouch = defineCommand<Events, AboutContact, ContactTables>()({
  name: 'end-stay-in-touch',
  yields: ['stay-in-touch-ended'],
  about: theContact,
  decide({ contacts }, input) {
    const subject = toPosition(input.contact);
    const contact = contacts.one(subject);
    if (!contact) return new NotFound();
    if (contact.stay_in_touch_every === null) return [];
    return [{ type: 'stay-in-touch-ended', subject, payload: {} }];
  },
});
