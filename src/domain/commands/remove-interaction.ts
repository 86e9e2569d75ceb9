import { defineCommand } from '../../engine/deciding/define-command';
import { Conflict, NotFound } from '../../engine/deciding/refusal';
import type { Events } from '../events';
import {
  type AboutContact,
  type ContactTables,
  type InteractionTables,
  seenBy,
  theContact,
  toPosition,
} from './contact';

export type RemoveInteraction = AboutContact & { interaction: number | string };

/** Does nothing if the interaction is already gone. If it was corrected since the page was shown, that's a conflict. */
export const removeInteraction = defineCommand<
  Events,
  RemoveInteraction,
  InteractionTables & ContactTables
>()({
  name: 'remove-interaction',
  yields: ['interaction-removed'],
  about: theContact,
  seen: seenBy,
  decide({ contacts, interactions, then, head }, input) {
    const subject = toPosition(input.contact);
    if (!contacts.one(subject)) return new NotFound();
    const row = interactions.get(toPosition(input.interaction));
    if (row?.contact !== subject) return [];
    const before = then.interactions.get(row.interaction) ?? row;
    const changed = before.description !== row.description || before.interacted_on !== row.interacted_on;
    if (changed) return new Conflict({ interaction: { theirs: row.description, yours: '' } }, head);
    const { interaction, interacted_on } = row;
    return [{ type: 'interaction-removed', subject, payload: { interaction, interacted_on } }];
  },
});
