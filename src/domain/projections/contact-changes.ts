import type { KithEvent } from '../events';
import type { ContactMethod } from '../values/contact-method';
import { isDateColumn, type SetBy, setBy } from '../values/fields';
import type { ContactRow, MeetingRow, TablesOfContacts } from './contact-rows';
import { followTags, type Tag } from './contact-tags';

type Outcome = KithEvent<
  'meeting-notes-email-sent' | 'meeting-notes-email-missed' | 'meeting-notes-email-uncertain'
>;

/** The columns of a contact without a next meeting. */
export const noMeeting = {
  meeting: null,
  next_meeting_on: null,
  next_meeting_time: null,
  next_meeting_time_zone: null,
  next_meeting_at: null,
  next_meeting_notes: '',
  next_meeting_notes_html: '',
};

/** An empty date is null. */
const emptyColumns = Object.fromEntries(
  Object.keys(setBy).map((name) => [name, isDateColumn(name as keyof SetBy) ? null : '']),
) as Pick<ContactRow, keyof SetBy>;

/** The columns of a new contact that its contact-created event doesn't set. */
export const newContact = {
  ...emptyColumns,
  tags: [],
  stay_in_touch_every: null,
  stay_in_touch_since: null,
  stay_in_touch_on: null,
  stay_in_touch_reminded_for: null,
  interaction_days: {},
  last_interacted_on: null,
  ...noMeeting,
};

/** Returns the value of the first contact method, or an empty string if there is none. */
export function preferred({ contact_methods }: { contact_methods: readonly ContactMethod[] }): string {
  return contact_methods[0]?.value ?? '';
}

/** Changes the contact's row, whether the contact is deleted or not. */
export function update(
  { contacts, deletedContacts }: TablesOfContacts,
  { subject, createdAt }: KithEvent,
  change: Partial<ContactRow>,
) {
  const row = contacts.one(subject);
  if (row) contacts.replace(row, { ...row, ...change, last_updated_at: createdAt });
  const deleted = deletedContacts.one(subject);
  if (deleted) deletedContacts.replace(deleted, { ...deleted, ...change, last_updated_at: createdAt });
}

/** Changes the contact's tags and its rows in the tag index, which covers only contacts that aren't deleted. */
export function retag(tables: TablesOfContacts, event: KithEvent, change: (tags: Tag[]) => Tag[]) {
  const row = tables.contacts.one(event.subject) ?? tables.deletedContacts.one(event.subject);
  if (!row) return;
  const tags = change(row.tags);
  update(tables, event, { tags });
  if (tables.contacts.one(event.subject)) followTags(tables.contactTags, row.contact, tags, event.createdAt);
}

/**
 * Counts created by `updateDays`. Only the newest row refers to them, so they can be changed in place. Otherwise each
 * interaction would copy the counts of all other days.
 */
const ownCounts = new WeakSet<object>();

/** Updates the number of interactions per date. `changes`: the difference for each date. */
export function updateDays(tables: TablesOfContacts, event: KithEvent, changes: Record<string, number>) {
  const row = tables.contacts.one(event.subject) ?? tables.deletedContacts.one(event.subject);
  if (!row) return;
  const interaction_days = ownCounts.has(row.interaction_days)
    ? row.interaction_days
    : { ...row.interaction_days };
  ownCounts.add(interaction_days);
  for (const [day, change] of Object.entries(changes)) {
    const count = (interaction_days[day] ?? 0) + change;
    if (count > 0) interaction_days[day] = count;
    else delete interaction_days[day];
  }
  update(tables, event, { interaction_days });
}

/** Sets the meeting's date. */
export function planned(
  tables: TablesOfContacts,
  event: KithEvent<'meeting-planned' | 'meeting-moved'>,
  meeting: number,
) {
  const { meeting_on, meeting_time, time_zone } = event.payload;
  // A meeting with a new date hasn't taken place yet.
  updateMeeting(tables, event, meeting, { meeting_on, meeting_time, time_zone, interaction: null });
}

/** Changes or creates the meeting, and makes it the contact's next one. */
export function updateMeeting(
  tables: TablesOfContacts,
  event: KithEvent,
  meeting: number,
  change: Partial<MeetingRow>,
) {
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

/** Stores the outcome of the morning email with its meeting. */
export function settled(
  { meetings }: TablesOfContacts,
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
