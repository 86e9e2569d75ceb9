import { defineCommand } from '../../engine/deciding/define-command';
import { NotFound } from '../../engine/deciding/refusal';
import type { Events } from '../events';
import {
  type AboutContact,
  type AccountTables,
  type ContactTables,
  theContactAndTheAccount,
  today,
  toPosition,
} from './contact';
import { Fields } from './fields';

/** `interacted_on`: YYYY-MM-DD. Defaults to today. */
export type RecordInteraction = AboutContact & { interacted_on?: string; description?: string };

export const recordInteraction = defineCommand<Events, RecordInteraction, ContactTables & AccountTables>()({
  name: 'record-interaction',
  yields: ['interaction-recorded'],
  about: theContactAndTheAccount,
  decide({ contacts, accounts, now }, input) {
    const subject = toPosition(input.contact);
    if (!contacts.one(subject)) return new NotFound();
    const fields = new Fields();
    const payload = {
      interacted_on: pastDay(fields, input.interacted_on ?? '', today({ accounts }, now)),
      description: fields.line('description', input.description ?? ''),
    };
    return fields.refusal() ?? [{ type: 'interaction-recorded', subject, payload }];
  },
});

/** Parses the date of an interaction, which can't be after `today`. Returns `today` if the text is empty. */
export function pastDay(fields: Fields, text: string, today: string): string {
  const day = fields.date('interacted_on', text) ?? today;
  if (day > today)
    fields.fault('interacted_on', 'That date is in the future. Choose today or an earlier date.');
  return day;
}
