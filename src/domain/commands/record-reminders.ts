import { defineCommand } from '../../engine/deciding/define-command';
import type { Events, NewKithEvent } from '../events';
import type { ContactTables } from './contact';
import { theContacts } from './contacts';

/** The contacts that a morning email listed as due, each with its due date, and the outcome of the email. */
export type RecordReminders = Pick<Events['stay-in-touch-reminded'], 'outcome' | 'message_id'> & {
  reminded: readonly { contact: number; due_on: string }[];
};

/**
 * Records which contacts a morning email listed as due. Contacts are named by their subjects, so it makes no difference
 * if they were renamed or deleted in the meantime. Idempotent: yields at most one event per contact and due date, even
 * if a run that was presumed dead records its outcome too.
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
