import { defineCommand } from '../../engine/deciding/define-command';
import { NotFound } from '../../engine/deciding/refusal';
import type { Events } from '../events';
import { nameKey } from '../values/contact-name';
import { type AboutContact, type ContactTables, theContact, toPosition } from './contact';

export type RemoveTag = AboutContact & { tag: string };

/** A tag that the contact does not bear, however it is written, is gone already. */
export const removeTag = defineCommand<Events, RemoveTag, ContactTables>()({
  name: 'remove-tag',
  yields: ['tag-removed'],
  about: theContact,
  decide({ contacts }, input) {
    const subject = toPosition(input.contact);
    const contact = contacts.one(subject);
    if (!contact) return new NotFound();
    const borne = contact.tags.find(({ key }) => key === nameKey(input.tag));
    if (!borne) return [];
    return [{ type: 'tag-removed', subject, payload: { tag: borne.tag, tag_key: borne.key } }];
  },
});
