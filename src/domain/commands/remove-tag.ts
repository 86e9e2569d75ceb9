import { defineCommand } from '../../engine/deciding/define-command';
import { NotFound } from '../../engine/deciding/refusal';
import type { Events } from '../events';
import { nameKey } from '../values/contact-name';
import { type AboutContact, type ContactTables, theContact, toPosition } from './contact';

export type RemoveTag = AboutContact & { tag: string };

/** Does nothing if the contact doesn't have the tag. Capitalization doesn't matter. */
export const removeTag = defineCommand<Events, RemoveTag, ContactTables>()({
  name: 'remove-tag',
  yields: ['tag-removed'],
  about: theContact,
  decide({ contacts }, input) {
    const subject = toPosition(input.contact);
    const contact = contacts.one(subject);
    if (!contact) return new NotFound();
    const present = contact.tags.find(({ key }) => key === nameKey(input.tag));
    if (!present) return [];
    return [{ type: 'tag-removed', subject, payload: { tag: present.tag, tag_key: present.key } }];
  },
});
