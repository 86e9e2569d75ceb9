import { defineCommand } from '../../engine/deciding/define-command';
import { Conflict, NotFound } from '../../engine/deciding/refusal';
import type { Events } from '../events';
import type { InteractionRow } from '../projections/interactions';
import {
  type AboutContact,
  type AccountTables,
  type ContactTables,
  type InteractionTables,
  seenBy,
  theContactAndTheAccount,
  today,
  toPosition,
} from './contact';
import { Fields } from './fields';
import { merge } from './merge';
import { pastDay } from './record-interaction';

export type CorrectInteraction = AboutContact & {
  interaction: number | string;
  interacted_on: string;
  description: string;
};

export const correctInteraction = defineCommand<
  Events,
  CorrectInteraction,
  InteractionTables & ContactTables & AccountTables
>()({
  name: 'correct-interaction',
  yields: ['interaction-corrected'],
  about: theContactAndTheAccount,
  seen: seenBy,
  decide({ contacts, interactions, accounts, then, now, head }, input) {
    const interaction = toPosition(input.interaction);
    const subject = toPosition(input.contact);
    const row = interactions.get(interaction);
    if (row?.contact !== subject || !contacts.one(subject)) return new NotFound();
    const fields = new Fields();
    if (input.interacted_on.trim() === '') fields.fault('interacted_on', 'Enter a date.');
    const yours = {
      interacted_on: pastDay(fields, input.interacted_on, latestDay(row, today({ accounts }, now))),
      description: fields.line('description', input.description),
    };
    const refusal = fields.refusal();
    if (refusal) return refusal;
    const { changes, conflicts } = merge(
      correctable(then.interactions.get(interaction) ?? row),
      correctable(row),
      yours,
    );
    if (Object.keys(conflicts).length > 0) return new Conflict(conflicts, head);
    if (Object.keys(changes).length === 0) return [];
    const payload = { interaction, interacted_on_before: row.interacted_on, ...correctable(row), ...changes };
    return [{ type: 'interaction-corrected', subject, payload }];
  },
});

/**
 * Returns the latest date that is allowed. The recorded date can be in the future if the account has moved to a time
 * zone farther west. It may be kept.
 */
function latestDay({ interacted_on }: InteractionRow, today: string): string {
  return interacted_on > today ? interacted_on : today;
}

function correctable({ interacted_on, description }: InteractionRow) {
  return { interacted_on, description };
}
