import { defineProjection, type TablesOf } from '../../engine/projecting/define-projection';
import { defineTable } from '../../engine/projecting/define-table';
import type { EventByType, KithEvent } from '../events';
import { dropSubject } from './drop-subject';

/** A morning mail that is still to be sent, or to be recorded as missed. */
export type MeetingNotesEmailRow = {
  contact_name: string;
  contact: number;
  meeting: number;
  meeting_notes: string;
  meeting_on: string;
  /** The position of the event that gave the meeting its day: what the mail is caused by. */
  dated_by: number;
  last_updated_at: Date;
};

/** A meeting with a day. */
export type DatedMeeting = Pick<
  MeetingNotesEmailRow,
  'meeting' | 'dated_by' | 'meeting_on' | 'meeting_notes'
>;

/** What has to be known of every contact, so that a later event can bring a mail back. */
export type MeetingNotesEmailContactRow = {
  contact: number;
  contact_name: string;
  deleted: boolean;
  /** The newest meeting. */
  meeting: number | null;
  meeting_on: string | null;
  dated_by: number | null;
  meeting_notes: string;
  /** Meetings before it whose mails are not settled: nobody has recorded yet that they were missed. */
  earlier: DatedMeeting[];
  /** The days whose mails were sent, missed or of uncertain outcome: one mail a contact and day. */
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
 * Version 2 keeps mails that are not settled while the next meeting begins, and knows what they are caused by.
 * Version 3 mails nothing about a meeting that took place.
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
        ...withNewest(contact, event.payload.meeting),
        meeting_on: null,
        dated_by: null,
      })),
    'meeting-fulfilled': (tables, event) =>
      update(tables, event, (contact) => withoutMeeting(contact, event.payload.meeting)),
    'meeting-notes-written': (tables, event) =>
      update(tables, event, (contact) => ({
        ...withNewest(contact, event.payload.meeting ?? event.position),
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
    ...withNewest(contact, meeting),
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

/** The contact with this meeting as its newest one; the one before is kept while its mail is not settled. */
function withNewest(contact: MeetingNotesEmailContactRow, meeting: number): MeetingNotesEmailContactRow {
  if (contact.meeting === meeting) return contact;
  const others = unsettled(contact).filter((one) => one.meeting !== meeting);
  const known = contact.earlier.find((one) => one.meeting === meeting);
  return { ...contact, ...noMeeting, ...known, meeting, earlier: others };
}

/** A meeting that took place has no mail any more, and is not the newest one. */
function withoutMeeting(contact: MeetingNotesEmailContactRow, meeting: number): MeetingNotesEmailContactRow {
  const earlier = contact.earlier.filter((one) => one.meeting !== meeting);
  return { ...contact, ...(contact.meeting === meeting && noMeeting), earlier };
}

/** The meetings, oldest first, that have a day whose mail is not settled. */
function unsettled({
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

/** Changes what is known of the contact, and lets its mails follow. */
function update(
  { meetingNotesEmails, meetingNotesEmailContacts }: Tables,
  { subject, createdAt }: KithEvent,
  change: (contact: MeetingNotesEmailContactRow) => MeetingNotesEmailContactRow,
) {
  const before = meetingNotesEmailContacts.one(subject);
  if (!before) return;
  const row = { ...change(before), last_updated_at: createdAt };
  meetingNotesEmailContacts.put(row);
  for (const mail of meetingNotesEmails.of(subject)) meetingNotesEmails.remove(mail);
  if (row.deleted) return;
  const { contact, contact_name, last_updated_at } = row;
  for (const meeting of unsettled(row))
    meetingNotesEmails.put({ contact, contact_name, ...meeting, last_updated_at });
}
