import { addDays, instantOf } from '../../base/time';
import type { TablesOf } from '../../engine/projecting/define-projection';
import { defineTable } from '../../engine/projecting/define-table';
import { renderNotes } from '../../notes/markdown';
import type { ContactMethod } from '../values/contact-method';
import { contactTags, type Tag } from './contact-tags';

/** A contact that is not deleted. `name_key` and `contact` are unique in the account too. */
export type ContactRow = {
  /** The name as shown. */
  name: string;
  /** The name as compared. */
  name_key: string;
  /** The subject: the position of the `contact-created` event. */
  contact: number;
  /** Who they are, in the account holder's words. */
  description: string;
  /** The ways to reach them, each with `kind`, `label`, and `value`. The preferred one comes first. */
  contact_methods: ContactMethod[];
  /** The value of the preferred contact method. Empty if there is none. */
  contact_method: string;
  /** The tags, each with `key` and `tag`, sorted by key. */
  tags: Tag[];
  /** The maximum number of days between two interactions. Null: not tracked. */
  stay_in_touch_every: number | null;
  /** The date on which that was chosen. */
  stay_in_touch_since: string | null;
  /** The date by which the account holder wants to be in touch again. */
  stay_in_touch_on: string | null;
  /** The last such date for which a morning email included a reminder. */
  stay_in_touch_reminded_for: string | null;
  /** Whether it is one of the sample people that a new account can start with. */
  example: boolean;
  /** The number of interactions by date, so that removing the last interaction reveals the one before. */
  interaction_days: Record<string, number>;
  /** The latest of these dates. */
  last_interacted_on: string | null;
  /** The latest meeting, with or without a date. Null if there is none, or if it took place. */
  meeting: number | null;
  /** That meeting's date. Once the date has passed, it is no longer the next meeting. */
  next_meeting_on: string | null;
  /** That meeting's time, `HH:MM`, if it has one. */
  next_meeting_time: string | null;
  /** The time zone of that date and time. */
  next_meeting_time_zone: string | null;
  /** The instant of that date and time. Without a time: the beginning of that date. */
  next_meeting_at: Date | null;
  /** That meeting's notes, in Markdown. */
  next_meeting_notes: string;
  /** These notes as sanitized HTML. */
  next_meeting_notes_html: string;
  /** When the contact was created. */
  created_at: Date;
  last_updated_at: Date;
};

/** A deleted contact. Later events change it too. Several deleted contacts can have the same name. */
export type DeletedContactRow = ContactRow & {
  /** When the contact was deleted. */
  deleted_at: Date;
};

/** A name that a contact had before, so that old links still work. */
export type FormerNameRow = {
  /** The former name as compared. */
  name_key: string;
  /** The contact that had it. An old link leads to the one that had it last, unless a contact has that name now. */
  contact: number;
  last_updated_at: Date;
};

/** A meeting, with or without a date. */
export type MeetingRow = {
  /** The position of the meeting's first event. */
  meeting: number;
  /** The contact whom it is with. */
  contact: number;
  /** Its date. Null: it has none. */
  meeting_on: string | null;
  /** Its time, `HH:MM`, if it has one. */
  meeting_time: string | null;
  /** The time zone of the date and time. */
  time_zone: string | null;
  /** Its notes, in Markdown. */
  notes: string;
  /** Its notes as sanitized HTML. */
  notes_html: string;
  /** When the notes were last written. */
  notes_at: Date | null;
  /** The interaction that fulfilled it. Null: none has. */
  interaction: number | null;
  /** The outcome of its morning email: `sent`, `missed`, or `uncertain`. Null: none yet. */
  email: 'sent' | 'missed' | 'uncertain' | null;
  /** The meeting's date that the email was for. */
  email_for: string | null;
  /** When the outcome was recorded. */
  email_at: Date | null;
  /** Why the email was missed. */
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
