import { defineCommand } from '../../engine/deciding/define-command';
import { Conflict, NotFound } from '../../engine/deciding/refusal';
import type { Events } from '../events';
import type { ContactRow } from '../projections/contact-rows';
import {
  type AboutContact,
  type AccountTables,
  type ContactTables,
  seenBy,
  theContactAndTheAccount,
  today,
  toPosition,
} from './contact';
import { Fields } from './fields';
import { merge } from './merge';

/** `every_days`: 1 to 3,650. */
export type ChooseStayInTouch = AboutContact & { every_days: number | string };

/** A changed interval counts from today, or from a later interaction. */
export const chooseStayInTouch = defineCommand<Events, ChooseStayInTouch, ContactTables & AccountTables>()({
  name: 'choose-stay-in-touch',
  yields: ['stay-in-touch-chosen'],
  about: theContactAndTheAccount,
  seen: seenBy,
  decide({ contacts, accounts, then, now, head }, input) {
    const subject = toPosition(input.contact);
    const contact = contacts.one(subject);
    if (!contact) return new NotFound();
    const fields = new Fields();
    const yours = { every_days: fields.everyDays(input.every_days) };
    const refusal = fields.refusal();
    if (refusal) return refusal;
    const { changes, conflicts } = merge(
      chosen(then.contacts.one(subject) ?? contact),
      chosen(contact),
      yours,
    );
    if (Object.keys(conflicts).length > 0) return new Conflict(conflicts, head);
    if (!changes.every_days) return [];
    const payload = { every_days: changes.every_days, chosen_on: today({ accounts }, now) };
    return [{ type: 'stay-in-touch-chosen', subject, payload }];
  },
});

function chosen({ stay_in_touch_every }: ContactRow) {
  return { every_days: stay_in_touch_every };
}
