import { defineCommand } from '../deciding/define-command';
import { NotFound } from '../deciding/refusal';
import type { Events } from '../events';
import {
  type AboutContact,
  type ContactTables,
  type InteractionTables,
  subjects,
  theContact,
  toPosition,
} from './contact';

export type RemoveInteraction = AboutContact & { interaction: number | string };

/** An interaction that is gone already stays so. */
export const removeInteraction = defineCommand<
  Events,
  RemoveInteraction,
  InteractionTables & ContactTables
>()({
  name: 'remove-interaction',
  yields: ['interaction-removed'],
  wants: (input) => [
    ...theContact(input),
    { table: 'interactions', column: 'interaction', values: subjects(input.interaction) },
  ],
  decide({ contacts, interactions }, input) {
    const subject = toPosition(input.contact);
    if (!contacts.one(subject)) return new NotFound();
    const row = interactions.get(toPosition(input.interaction));
    if (row?.contact !== subject) return [];
    const { interaction, interacted_on } = row;
    return [{ type: 'interaction-removed', subject, payload: { interaction, interacted_on } }];
  },
});
