import { defineCommand } from '../../engine/deciding/define-command';
import type { Table } from '../../engine/projecting/table';
import type { Events } from '../events';
import type { MeetingNotesEmailContactRow } from '../projections/meeting-notes-emails';

type OutcomeType = `meeting-notes-email-${'sent' | 'missed' | 'uncertain'}`;

/** What became of the morning email about a contact's meeting, as the event will say it. */
export type MailOutcome = { [T in OutcomeType]: { type: T; payload: Events[T] } }[OutcomeType];

export type RecordMailOutcome = { contact: number; outcome: MailOutcome };

type Tables = { meetingNotesEmailContacts: Table<MeetingNotesEmailContactRow> };

/**
 * Records what became of a morning email, for the contact itself: a new name or day since then changes nothing.
 * One outcome a contact and day: a second run, such as one that was thought dead, adds nothing.
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
