import { addDays, instantOf } from '../../base/time';
import type { TablesOf } from '../../engine/projecting/define-projection';
import { defineTable } from '../../engine/projecting/define-table';
import { renderNotes } from '../../notes/markdown';
import type { ContactMethod } from '../values/contact-method';
import { contactTags, type Tag } from './contact-tags';

export type ContactRow = {
  name: string;
  name_key: string;
  /** The subject: the position of the contact-created event. */
  contact: number;
  description: string;
  /** The preferred one comes first. */
  contact_methods: ContactMethod[];
  /** The value of the preferred contact method. */
  contact_method: string;
  /** Sorted by key. */
  tags: Tag[];
  /** The maximum number of days between two interactions. Null: not tracked. */
  stay_in_touch_every: number | null;
  /** The date on which that was chosen. */
  stay_in_touch_since: string | null;
  /** The date by which the account holder wants to be in touch again. */
  stay_in_touch_on: string | null;
  /** The last such date for which a morning email included a reminder. */
  stay_in_touch_reminded_for: string | null;
  /** Whether it is one of the sample people. */
  example: boolean;
  /** The number of interactions by date. */
  interaction_days: Record<string, number>;
  last_interacted_on: string | null;
  /** The next meeting, named by the position of its first event. */
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
  /** When the notes were last written. */
  notes_at: Date | null;
  /** The interaction that fulfilled it, if it took place. */
  interaction: number | null;
  /** The outcome of the morning email, for which date, when it was recorded, and why the email was missed. */
  email: 'sent' | 'missed' | 'uncertain' | null;
  email_for: string | null;
  email_at: Date | null;
  email_reason: string | null;
  last_updated_at: Date;
};

const contactColumns = {
  name: 'text',
  name_key: 'text',
  contact: 'bigint',
  description: 'text',
  contact_methods: 'jsonb',
  contact_method: 'text',
  tags: 'jsonb',
  stay_in_touch_every: 'integer',
  stay_in_touch_since: 'date',
  stay_in_touch_on: 'date',
  stay_in_touch_reminded_for: 'date',
  example: 'boolean',
  interaction_days: 'jsonb',
  last_interacted_on: 'date',
  meeting: 'bigint',
  next_meeting_on: 'date',
  next_meeting_time: 'text',
  next_meeting_time_zone: 'text',
  next_meeting_at: 'timestamptz',
  next_meeting_notes: 'text',
  next_meeting_notes_html: 'text',
  created_at: 'timestamptz',
  last_updated_at: 'timestamptz',
} as const;

const rendered = {
  next_meeting_notes_html: ({ next_meeting_notes: notes }: ContactRow) => (notes ? renderNotes(notes) : ''),
};

/** The tables of the `contacts` projection. */
export const contactTables = {
  contacts: defineTable<ContactRow>({
    name: 'projected_contacts',
    columns: contactColumns,
    key: ['name'],
    subject: 'contact',
    finish,
    rendered,
  }),
  deletedContacts: defineTable<DeletedContactRow>({
    name: 'projected_deleted_contacts',
    columns: { ...contactColumns, deleted_at: 'timestamptz' },
    key: ['contact'],
    subject: 'contact',
    finish,
    rendered,
  }),
  contactTags,
  formerNames: defineTable<FormerNameRow>({
    name: 'projected_former_names_of_contacts',
    columns: { name_key: 'text', contact: 'bigint', last_updated_at: 'timestamptz' },
    key: ['name_key', 'contact'],
    subject: 'contact',
    touches: (event) => (event.type === 'contact-forgotten' ? 'subject' : null),
  }),
  meetings: defineTable<MeetingRow>({
    name: 'projected_meetings',
    columns: {
      meeting: 'bigint',
      contact: 'bigint',
      meeting_on: 'date',
      meeting_time: 'text',
      time_zone: 'text',
      notes: 'text',
      notes_html: 'text',
      notes_at: 'timestamptz',
      interaction: 'bigint',
      email: 'text',
      email_for: 'date',
      email_at: 'timestamptz',
      email_reason: 'text',
      last_updated_at: 'timestamptz',
    },
    key: ['meeting'],
    subject: 'contact',
    touches(event) {
      if (event.type === 'contact-forgotten') return 'subject';
      if (!event.type.startsWith('meeting-')) return null;
      const { meeting } = event.payload as { meeting: number | null };
      return meeting === null ? null : { column: 'meeting', value: meeting };
    },
    rendered: { notes_html: ({ notes }) => renderNotes(notes) },
  }),
};

export type TablesOfContacts = TablesOf<typeof contactTables>;

/** Computes columns from the final row: the last interaction, the next due date, and the meeting's instant. */
function finish<R extends ContactRow>(row: R): R {
  const { interaction_days, next_meeting_on, next_meeting_time, next_meeting_time_zone } = row;
  const { stay_in_touch_every: every, stay_in_touch_since: since } = row;
  const last = Object.keys(interaction_days).reduce((a, b) => (a > b ? a : b), '');
  return {
    ...row,
    last_interacted_on: last || null,
    stay_in_touch_on: every && since ? addDays(last > since ? last : since, every) : null,
    next_meeting_at: next_meeting_on
      ? instantOf(next_meeting_on, next_meeting_time, next_meeting_time_zone!)
      : null,
  };
}
