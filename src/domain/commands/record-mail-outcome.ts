import { defineCommand } from '../../engine/deciding/define-command';
import type { Table } from '../../engine/projecting/table';
import type { Events } from '../events';
import type { MeetingNotesEmailContactRow } from '../projections/meeting-notes-emails';

type OutcomeType = `meeting-notes-email-${'sent' | 'missed' | 'uncertain'}`;

/** The outcome of the morning email about a contact's meeting: the type and payload of the event to record. */
export type MailOutcome = { [T in OutcomeType]: { type: T; payload: Events[T] } }[OutcomeType];

export type RecordMailOutcome = { contact: number; outcome: MailOutcome };

type Tables = { meetingNotesEmailContacts: Table<MeetingNotesEmailContactRow> };

/**
 * Records the outcome of a morning email. The contact is named by its subject, so it makes no difference if it was
 * renamed or its meeting moved in the meantime. Idempotent: yields at most one outcome per contact and date, even if a
 * run that was presumed dead records its outcome too.
 */
export const recordMailOutcome = defineCommand<Events, RecordMailOutcome, Tables>()({
  name: 'record-mail-outcome',
  yields: ['meeting-notes-email-sent', 'meeting-notes-email-missed', 'meeting-notes-email-uncertain'],
  about: ({ contact }) => ({ subjects: [contact] }),
  decide({ meetingNotesEmailContacts }, { contact, outcome }) {
    const row = meetingNotesEmailContacts.one(contact);
    if (!row || row.settled_days.includes(outcome.payload.meeting_on)) return [];
    return [{ ...outcome, subject: contact }];
  },
});
