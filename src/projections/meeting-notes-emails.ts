import type { EventByType, KithEvent } from '../events';
import { defineProjection, defineTable, type TablesOf } from '../projecting/define-projection';

/** A morning mail that is still to be sent. */
export type MeetingNotesEmailRow = {
  contact_name: string;
  contact: number;
  meeting: number;
  meeting_notes: string;
  meeting_on: string;
  last_updated_at: Date;
};

/** What has to be known of every contact, so that a later event can bring a mail back. */
export type MeetingNotesEmailContactRow = {
  contact: number;
  contact_name: string;
  deleted: boolean;
  meeting: number | null;
  meeting_on: string | null;
  meeting_notes: string;
  /** The day whose mail was sent, missed or of uncertain outcome: one mail a contact and day. */
  settled_on: string | null;
  last_updated_at: Date;
};

const tables = {
  meetingNotesEmails: defineTable<MeetingNotesEmailRow>({
    name: 'projected_meeting_notes_emails',
    key: ['contact_name'],
    subject: 'contact',
  }),
  meetingNotesEmailContacts: defineTable<MeetingNotesEmailContactRow>({
    name: 'projected_meeting_notes_email_contacts',
    key: ['contact'],
    subject: 'contact',
  }),
};

type Tables = TablesOf<typeof tables>;
type Outcome = KithEvent<
  'meeting-notes-email-sent' | 'meeting-notes-email-missed' | 'meeting-notes-email-uncertain'
>;

export const meetingNotesEmails = defineProjection<EventByType>()({
  name: 'meeting_notes_emails',
  version: 1,
  tables,
  handlers: {
    'contact-created': (tables, { position, payload, createdAt }) =>
      tables.meetingNotesEmailContacts.put({
        contact: position,
        contact_name: payload.name,
        deleted: false,
        meeting: null,
        meeting_on: null,
        meeting_notes: '',
        settled_on: null,
        last_updated_at: createdAt,
      }),
    'contact-renamed': (tables, event) => update(tables, event, { contact_name: event.payload.name }),
    'contact-deleted': (tables, event) => update(tables, event, { deleted: true }),
    'contact-restored': (tables, event) => update(tables, event, { deleted: false }),
    'meeting-planned': (tables, event) => planned(tables, event, event.payload.meeting ?? event.position),
    'meeting-moved': (tables, event) => planned(tables, event, event.payload.meeting),
    'meeting-cancelled': (tables, event) => update(tables, event, { meeting_on: null }),
    'meeting-notes-written': (tables, event) => {
      const { meeting, notes } = event.payload;
      const begun = meeting === null ? { meeting: event.position, meeting_on: null } : {};
      update(tables, event, { ...begun, meeting_notes: notes });
    },
    'meeting-notes-email-sent': settled,
    'meeting-notes-email-missed': settled,
    'meeting-notes-email-uncertain': settled,
  },
});

function planned(tables: Tables, event: KithEvent<'meeting-planned' | 'meeting-moved'>, meeting: number) {
  const row = tables.meetingNotesEmailContacts.one(event.subject);
  const meeting_notes = row?.meeting === meeting ? row.meeting_notes : '';
  update(tables, event, { meeting, meeting_on: event.payload.meeting_on, meeting_notes });
}

function settled(tables: Tables, event: Outcome) {
  update(tables, event, { settled_on: event.payload.meeting_on });
}

/** Changes what is known of the contact, and lets its mail follow: there while a day is set and not settled. */
function update(tables: Tables, event: KithEvent, change: Partial<MeetingNotesEmailContactRow>) {
  const before = tables.meetingNotesEmailContacts.one(event.subject);
  if (!before) return;
  const contact = { ...before, ...change, last_updated_at: event.createdAt };
  tables.meetingNotesEmailContacts.put(contact);
  for (const mail of tables.meetingNotesEmails.of(event.subject)) tables.meetingNotesEmails.remove(mail);
  const { contact_name, meeting, meeting_notes, meeting_on, settled_on, deleted, last_updated_at } = contact;
  if (deleted || meeting === null || meeting_on === null || meeting_on === settled_on) return;
  tables.meetingNotesEmails.put({
    contact_name,
    contact: contact.contact,
    meeting,
    meeting_notes,
    meeting_on,
    last_updated_at,
  });
}
