import { defineCommand } from '../../engine/deciding/define-command';
import type { Events, NewKithEvent } from '../events';
import type { ContactTables } from './contact';
import { theContacts } from './contacts';

/** Whom a morning email mentioned, and what became of it. `due_on`: the days that had come, by contact. */
export type RecordReminders = Pick<Events['stay-in-touch-reminded'], 'outcome' | 'message_id'> & {
  reminded: readonly { contact: number; due_on: string }[];
};

/**
 * Records whom a morning email mentioned, for the contacts themselves: what happened to them since then changes nothing.
 * Once a contact and day; a second run, such as one that was thought dead, adds nothing.
 */
export const recordReminders = defineCommand<Events, RecordReminders, ContactTables>()({
  name: 'record-reminders',
  yields: ['stay-in-touch-reminded'],
  about: ({ reminded }) => theContacts({ contacts: reminded.map(({ contact }) => contact) }),
  decide({ contacts, deletedContacts }, { reminded, outcome, message_id }) {
    return reminded.flatMap(({ contact, due_on }): NewKithEvent<'stay-in-touch-reminded'>[] => {
      const row = contacts.one(contact) ?? deletedContacts.one(contact);
      if (!row || (row.stay_in_touch_reminded_for ?? '') >= due_on) return [];
      return [{ type: 'stay-in-touch-reminded', subject: contact, payload: { due_on, outcome, message_id } }];
    });
  },
});
