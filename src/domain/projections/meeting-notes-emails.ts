import { defineProjection, type TablesOf } from '../../engine/projecting/define-projection';
import { defineTable } from '../../engine/projecting/define-table';
import type { EventByType, KithEvent } from '../events';
import { dropSubject } from './drop-subject';

/** A morning email that has not been sent or recorded as missed yet. */
export type MeetingNotesEmailRow = {
  contact_name: string;
  contact: number;
  meeting: number;
  meeting_notes: string;
  meeting_on: string;
  /** The position of the event that set the meeting's date, which is the cause of the email. */
  dated_by: number;
  last_updated_at: Date;
};

/** A meeting with a date. */
export type DatedMeeting = Pick<
  MeetingNotesEmailRow,
  'meeting' | 'dated_by' | 'meeting_on' | 'meeting_notes'
>;

/** The state kept for every contact, so that a later event can make an email pending again. */
export type MeetingNotesEmailContactRow = {
  contact: number;
  contact_name: string;
  deleted: boolean;
  /** The latest meeting. */
  meeting: number | null;
  meeting_on: string | null;
  dated_by: number | null;
  meeting_notes: string;
  /** Earlier meetings whose emails have no recorded outcome yet. */
  earlier: DatedMeeting[];
  /** The dates whose email was sent, was missed, or may have been sent. There is one email per contact and date. */
  settled_days: string[];
  last_updated_at: Date;
};

const tables = {
  meetingNotesEmails: defineTable<MeetingNotesEmailRow>({
    name: 'projected_meeting_notes_emails',
    columns: {
      contact_name: 'text',
      contact: 'bigint',
      meeting: 'bigint',
      meeting_notes: 'text',
      meeting_on: 'date',
      dated_by: 'bigint',
      last_updated_at: 'timestamptz',
    },
    key: ['contact_name', 'meeting_on'],
    subject: 'contact',
  }),
  meetingNotesEmailContacts: defineTable<MeetingNotesEmailContactRow>({
    name: 'projected_meeting_notes_email_contacts',
    columns: {
      contact: 'bigint',
      contact_name: 'text',
      deleted: 'boolean',
      meeting: 'bigint',
      meeting_on: 'date',
      dated_by: 'bigint',
      meeting_notes: 'text',
      earlier: 'jsonb',
      settled_days: 'jsonb',
      last_updated_at: 'timestamptz',
    },
    key: ['contact'],
    subject: 'contact',
  }),
};

type Tables = TablesOf<typeof tables>;
type Outcome = KithEvent<
  'meeting-notes-email-sent' | 'meeting-notes-email-missed' | 'meeting-notes-email-uncertain'
>;

/**
 * Version 2 keeps pending emails when the next meeting begins, and knows which event caused each email.
 * Version 3 sends no email about a meeting that took place.
 */
export const meetingNotesEmails = defineProjection<EventByType>()({
  name: 'meeting_notes_emails',
  version: 3,
  tables,
  handlers: {
    'contact-created': (tables, { position, payload, createdAt }) =>
      tables.meetingNotesEmailContacts.put({
        contact: position,
        contact_name: payload.name,
        deleted: false,
        ...noMeeting,
        earlier: [],
        settled_days: [],
        last_updated_at: createdAt,
      }),
    'contact-renamed': (tables, event) =>
      update(tables, event, (contact) => ({ ...contact, contact_name: event.payload.name })),
    'contact-deleted': (tables, event) => update(tables, event, (contact) => ({ ...contact, deleted: true })),
    'contact-restored': (tables, event) =>
      update(tables, event, (contact) => ({ ...contact, deleted: false })),
    'contact-forgotten': dropSubject,
    'meeting-planned': (tables, event) => dated(tables, event, event.payload.meeting ?? event.position),
    'meeting-moved': (tables, event) => dated(tables, event, event.payload.meeting),
    'meeting-cancelled': (tables, event) =>
      update(tables, event, (contact) => ({
        ...withLatest(contact, event.payload.meeting),
        meeting_on: null,
        dated_by: null,
      })),
    'meeting-fulfilled': (tables, event) =>
      update(tables, event, (contact) => withoutMeeting(contact, event.payload.meeting)),
    'meeting-notes-written': (tables, event) =>
      update(tables, event, (contact) => ({
        ...withLatest(contact, event.payload.meeting ?? event.position),
        meeting_notes: event.payload.notes,
      })),
    'meeting-notes-email-sent': settled,
    'meeting-notes-email-missed': settled,
    'meeting-notes-email-uncertain': settled,
  },
});

const noMeeting = { meeting: null, meeting_on: null, dated_by: null, meeting_notes: '' };

function dated(tables: Tables, event: KithEvent<'meeting-planned' | 'meeting-moved'>, meeting: number) {
  const { meeting_on } = event.payload;
  update(tables, event, (contact) => ({
    ...withLatest(contact, meeting),
    meeting_on,
    dated_by: event.position,
  }));
}

function settled(tables: Tables, event: Outcome) {
  const { meeting_on } = event.payload;
  update(tables, event, (contact) => ({
    ...contact,
    earlier: contact.earlier.filter((meeting) => meeting.meeting_on !== meeting_on),
    settled_days: [...new Set([...contact.settled_days, meeting_on])].sort(),
  }));
}

/** Makes this the contact's latest meeting. Keeps the previous one in `earlier` while its email is pending. */
function withLatest(contact: MeetingNotesEmailContactRow, meeting: number): MeetingNotesEmailContactRow {
  if (contact.meeting === meeting) return contact;
  const others = pending(contact).filter((one) => one.meeting !== meeting);
  const known = contact.earlier.find((one) => one.meeting === meeting);
  return { ...contact, ...noMeeting, ...known, meeting, earlier: others };
}

/** Removes a meeting that took place, so that it gets no email. */
function withoutMeeting(contact: MeetingNotesEmailContactRow, meeting: number): MeetingNotesEmailContactRow {
  const earlier = contact.earlier.filter((one) => one.meeting !== meeting);
  return { ...contact, ...(contact.meeting === meeting && noMeeting), earlier };
}

/** Returns the meetings that have a date and a pending email, oldest first. */
function pending({
  meeting,
  dated_by,
  meeting_on,
  meeting_notes,
  earlier,
  settled_days,
}: MeetingNotesEmailContactRow): DatedMeeting[] {
  if (meeting === null || dated_by === null || meeting_on === null) return earlier;
  if (settled_days.includes(meeting_on)) return earlier;
  return [...earlier, { meeting, dated_by, meeting_on, meeting_notes }];
}

/** Changes the contact's state and updates its pending emails to match. */
function update(
  { meetingNotesEmails, meetingNotesEmailContacts }: Tables,
  { subject, createdAt }: KithEvent,
  change: (contact: MeetingNotesEmailContactRow) => MeetingNotesEmailContactRow,
) {
  const before = meetingNotesEmailContacts.one(subject);
  if (!before) return;
  const row = { ...change(before), last_updated_at: createdAt };
  meetingNotesEmailContacts.put(row);
  for (const email of meetingNotesEmails.of(subject)) meetingNotesEmails.remove(email);
  if (row.deleted) return;
  const { contact, contact_name, last_updated_at } = row;
  for (const meeting of pending(row))
    meetingNotesEmails.put({ contact, contact_name, ...meeting, last_updated_at });
}
