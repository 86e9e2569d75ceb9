import type { ContactMethod } from '../contact-method';
import type { EventByType, KithEvent } from '../events';
import { renderNotes } from '../markdown';
import { defineProjection, defineTable, type TablesOf } from '../projecting/define-projection';
import { dropSubject } from '../projecting/drop-subject';
import { addDays, instantOf } from '../time';
import { contactTags, followTags, type Tag, withoutTag, withTag } from './contact-tags';

export type ContactRow = {
  name: string;
  name_key: string;
  /** The subject: the position of its contact-created. */
  contact: number;
  description: string;
  /** The preferred one first. */
  contact_methods: ContactMethod[];
  /** The preferred one's value. */
  contact_method: string;
  /** In the order of their keys. */
  tags: Tag[];
  /** How many days at most shall lie between two interactions; null: nobody counts. */
  stay_in_touch_every: number | null;
  /** The day on which that was chosen. */
  stay_in_touch_since: string | null;
  /** The day by which they should be in touch again. */
  stay_in_touch_on: string | null;
  /** Of which such day a morning mail told last. */
  stay_in_touch_reminded_for: string | null;
  /** Whether it is one of the made-up people. */
  example: boolean;
  /** How many interactions each day had. */
  interaction_days: Record<string, number>;
  last_interacted_on: string | null;
  /** The next meeting: the position of the event that began it. */
  meeting: number | null;
  next_meeting_on: string | null;
  next_meeting_time: string | null;
  next_meeting_time_zone: string | null;
  next_meeting_at: Date | null;
  next_meeting_notes: string;
  next_meeting_notes_html: string;
  created_at: Date;
  last_updated_at: Date;
};
export type DeletedContactRow = ContactRow & { deleted_at: Date };
export type FormerNameRow = { name_key: string; contact: number; last_updated_at: Date };
export type MeetingRow = {
  meeting: number;
  contact: number;
  meeting_on: string | null;
  meeting_time: string | null;
  time_zone: string | null;
  notes: string;
  notes_html: string;
  /** When they were written last. */
  notes_at: Date | null;
  /** The interaction that fulfilled it, if it took place. */
  interaction: number | null;
  /** What became of the morning mail, for which day, when, and why it was missed. */
  email: 'sent' | 'missed' | 'uncertain' | null;
  email_for: string | null;
  email_at: Date | null;
  email_reason: string | null;
  last_updated_at: Date;
};

const tables = {
  contacts: defineTable<ContactRow>({
    name: 'projected_contacts',
    key: ['name'],
    subject: 'contact',
    finish,
  }),
  deletedContacts: defineTable<DeletedContactRow>({
    name: 'projected_deleted_contacts',
    key: ['contact'],
    subject: 'contact',
    finish,
  }),
  contactTags,
  formerNames: defineTable<FormerNameRow>({
    name: 'projected_former_names',
    key: ['name_key'],
    subject: 'contact',
  }),
  meetings: defineTable<MeetingRow>({
    name: 'projected_meetings',
    key: ['meeting'],
    subject: 'contact',
    finish: (row) => ({ ...row, notes_html: renderNotes(row.notes) }),
  }),
};

type Tables = TablesOf<typeof tables>;
type Outcome = KithEvent<
  'meeting-notes-email-sent' | 'meeting-notes-email-missed' | 'meeting-notes-email-uncertain'
>;

/**
 * Version 2 renders the notes of the next meeting; version 3 knows which meetings took place; version 4 lists contact
 * methods; version 5 knows when notes were written; version 6 has tags, whom to stay in touch with, and who is an
 * example.
 */
export const contacts = defineProjection<EventByType>()({
  name: 'contacts',
  version: 6,
  tables,
  handlers: {
    'contact-created': ({ contacts }, { position, payload, createdAt }) =>
      contacts.put({
        ...newContact,
        ...payload,
        contact_method: preferred(payload),
        contact: position,
        created_at: createdAt,
        last_updated_at: createdAt,
      }),
    'contact-renamed': (tables, event) => {
      // A deleted contact is renamed when it comes back and its name is taken: its old links lead to it, too.
      const former = tables.contacts.one(event.subject) ?? tables.deletedContacts.one(event.subject);
      if (former && former.name_key !== event.payload.name_key) {
        tables.formerNames.put({
          name_key: former.name_key,
          contact: former.contact,
          last_updated_at: event.createdAt,
        });
      }
      update(tables, event, event.payload);
    },
    'contact-description-changed': (tables, event) => update(tables, event, event.payload),
    'contact-method-changed': (tables, event) =>
      update(tables, event, { ...event.payload, contact_method: preferred(event.payload) }),
    'contact-deleted': ({ contacts, deletedContacts, contactTags }, { subject, createdAt }) => {
      const row = contacts.one(subject);
      if (!row) return;
      followTags(contactTags, row.contact, [], createdAt);
      contacts.remove(row);
      deletedContacts.put({ ...row, deleted_at: createdAt, last_updated_at: createdAt });
    },
    'contact-restored': ({ contacts, deletedContacts, contactTags }, { subject, createdAt }) => {
      const row = deletedContacts.one(subject);
      if (!row) return;
      followTags(contactTags, row.contact, row.tags, createdAt);
      const { deleted_at, ...contact } = row;
      deletedContacts.remove(row);
      contacts.put({ ...contact, last_updated_at: createdAt });
    },
    'tag-added': (tables, event) => retag(tables, event, (tags) => withTag(tags, event.payload)),
    'tag-removed': (tables, event) => retag(tables, event, (tags) => withoutTag(tags, event.payload.tag_key)),
    'stay-in-touch-chosen': (tables, event) => {
      const { every_days, chosen_on } = event.payload;
      update(tables, event, { stay_in_touch_every: every_days, stay_in_touch_since: chosen_on });
    },
    'stay-in-touch-ended': (tables, event) =>
      update(tables, event, { stay_in_touch_every: null, stay_in_touch_since: null }),
    'stay-in-touch-reminded': (tables, event) =>
      update(tables, event, { stay_in_touch_reminded_for: event.payload.due_on }),
    'contact-forgotten': dropSubject,
    'interaction-recorded': (tables, event) =>
      updateDays(tables, event, { [event.payload.interacted_on]: 1 }),
    'interaction-corrected': (tables, event) => {
      const { interacted_on_before: before, interacted_on: after } = event.payload;
      updateDays(tables, event, before === after ? {} : { [before]: -1, [after]: 1 });
    },
    'interaction-removed': (tables, event) =>
      updateDays(tables, event, { [event.payload.interacted_on]: -1 }),
    'meeting-planned': (tables, event) => planned(tables, event, event.payload.meeting ?? event.position),
    'meeting-moved': (tables, event) => planned(tables, event, event.payload.meeting),
    'meeting-cancelled': (tables, event) => {
      const undated = { meeting_on: null, meeting_time: null, time_zone: null };
      updateMeeting(tables, event, event.payload.meeting, undated);
    },
    'meeting-fulfilled': (tables, event) => {
      const { meeting, interaction } = event.payload;
      const row = tables.meetings.get(meeting);
      if (row?.contact !== event.subject) return;
      tables.meetings.put({ ...row, interaction, last_updated_at: event.createdAt });
      // A backfilled one may be older than the contact's next meeting, which stays.
      const contact = tables.contacts.one(event.subject) ?? tables.deletedContacts.one(event.subject);
      update(tables, event, contact?.meeting === meeting ? noMeeting : {});
    },
    'meeting-notes-written': (tables, event) => {
      const change = { notes: event.payload.notes, notes_at: event.createdAt };
      updateMeeting(tables, event, event.payload.meeting ?? event.position, change);
    },
    'meeting-notes-email-sent': (tables, event) => settled(tables, event, 'sent', null),
    'meeting-notes-email-missed': (tables, event) => settled(tables, event, 'missed', event.payload.reason),
    'meeting-notes-email-uncertain': (tables, event) => settled(tables, event, 'uncertain', null),
  },
});

const noMeeting = {
  meeting: null,
  next_meeting_on: null,
  next_meeting_time: null,
  next_meeting_time_zone: null,
  next_meeting_at: null,
  next_meeting_notes: '',
  next_meeting_notes_html: '',
};

const newContact = {
  tags: [],
  stay_in_touch_every: null,
  stay_in_touch_since: null,
  stay_in_touch_on: null,
  stay_in_touch_reminded_for: null,
  interaction_days: {},
  last_interacted_on: null,
  ...noMeeting,
};

function preferred({ contact_methods }: { contact_methods: readonly ContactMethod[] }): string {
  return contact_methods[0]?.value ?? '';
}

/** Changes the contact, deleted or not. */
function update(
  { contacts, deletedContacts }: Tables,
  { subject, createdAt }: KithEvent,
  change: Partial<ContactRow>,
) {
  const row = contacts.one(subject);
  if (row) contacts.replace(row, { ...row, ...change, last_updated_at: createdAt });
  const deleted = deletedContacts.one(subject);
  if (deleted) deletedContacts.replace(deleted, { ...deleted, ...change, last_updated_at: createdAt });
}

function retag(tables: Tables, event: KithEvent, change: (tags: Tag[]) => Tag[]) {
  const row = tables.contacts.one(event.subject) ?? tables.deletedContacts.one(event.subject);
  if (!row) return;
  const tags = change(row.tags);
  update(tables, event, { tags });
  if (tables.contacts.one(event.subject)) followTags(tables.contactTags, row.contact, tags, event.createdAt);
}

function updateDays(tables: Tables, event: KithEvent, changes: Record<string, number>) {
  const row = tables.contacts.one(event.subject) ?? tables.deletedContacts.one(event.subject);
  if (!row) return;
  const interaction_days = { ...row.interaction_days };
  for (const [day, change] of Object.entries(changes)) {
    const count = (interaction_days[day] ?? 0) + change;
    if (count > 0) interaction_days[day] = count;
    else delete interaction_days[day];
  }
  update(tables, event, { interaction_days });
}

function planned(tables: Tables, event: KithEvent<'meeting-planned' | 'meeting-moved'>, meeting: number) {
  const { meeting_on, meeting_time, time_zone } = event.payload;
  // What is planned anew has not taken place.
  updateMeeting(tables, event, meeting, { meeting_on, meeting_time, time_zone, interaction: null });
}

/** Changes or begins the meeting; it is the contact's next one from here on. */
function updateMeeting(tables: Tables, event: KithEvent, meeting: number, change: Partial<MeetingRow>) {
  const before = tables.meetings.get(meeting) ?? { ...newMeeting, meeting, contact: event.subject! };
  const row = { ...before, ...change, last_updated_at: event.createdAt };
  tables.meetings.put(row);
  update(tables, event, {
    meeting,
    next_meeting_on: row.meeting_on,
    next_meeting_time: row.meeting_time,
    next_meeting_time_zone: row.time_zone,
    next_meeting_notes: row.notes,
  });
}

const newMeeting = {
  meeting_on: null,
  meeting_time: null,
  time_zone: null,
  notes: '',
  notes_html: '',
  notes_at: null,
  interaction: null,
  email: null,
  email_for: null,
  email_at: null,
  email_reason: null,
};

function settled(
  { meetings }: Tables,
  event: Outcome,
  email: 'sent' | 'missed' | 'uncertain',
  reason: string | null,
) {
  const row = meetings.get(event.payload.meeting);
  if (row?.contact !== event.subject) return;
  meetings.put({
    ...row,
    email,
    email_for: event.payload.meeting_on,
    email_at: event.createdAt,
    email_reason: reason,
    last_updated_at: event.createdAt,
  });
}

/** What follows from the final row: the last day and the next to be in touch, the meeting's instant, the notes' HTML. */
function finish<R extends ContactRow>(row: R): R {
  const { interaction_days, next_meeting_on, next_meeting_time, next_meeting_time_zone, next_meeting_notes } =
    row;
  const { stay_in_touch_every: every, stay_in_touch_since: since } = row;
  const last = Object.keys(interaction_days).reduce((a, b) => (a > b ? a : b), '');
  return {
    ...row,
    last_interacted_on: last || null,
    stay_in_touch_on: every && since ? addDays(last > since ? last : since, every) : null,
    next_meeting_at: next_meeting_on
      ? instantOf(next_meeting_on, next_meeting_time, next_meeting_time_zone!)
      : null,
    next_meeting_notes_html: next_meeting_notes ? renderNotes(next_meeting_notes) : '',
  };
}
