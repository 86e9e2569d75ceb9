import { defineProjection } from '../../engine/projecting/define-projection';
import type { EventByType } from '../events';
import { columnHandlers } from './column-handlers';
import {
  newContact,
  noMeeting,
  planned,
  preferred,
  retag,
  settled,
  update,
  updateDays,
  updateMeeting,
} from './contact-changes';
import { contactTables } from './contact-rows';
import { followTags, withoutTag, withTag } from './contact-tags';
import { dropSubject } from './drop-subject';

/**
 * Version 2 added the rendered notes of the next meeting; 3, which meetings took place; 4, the list of contact methods;
 * 5, when notes were written; 6, tags, staying in touch, and sample people. Version 7 keys former names by contact too.
 */
export const contacts = defineProjection<EventByType>()({
  name: 'contacts',
  version: 7,
  tables: contactTables,
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
      // A deleted contact is renamed when it is restored and its name is taken. Its old links must still work.
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
    ...columnHandlers,
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
      // A backfilled event can be about a meeting before the contact's next one, which must be kept.
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
