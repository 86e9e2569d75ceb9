import { defineCommand } from '../../engine/deciding/define-command';
import { NotFound } from '../../engine/deciding/refusal';
import type { Events } from '../events';
import { tagged } from './add-tag';
import type { ContactTables } from './contact';
import { type AboutContacts, theContacts, toPositions } from './contacts';

export type TagContacts = AboutContacts & { tag: string };

/** Adds a tag to several contacts at once; contacts deleted in the meantime are left out. */
export const tagContacts = defineCommand<Events, TagContacts, ContactTables>()({
  name: 'tag-contacts',
  yields: ['tag-added'],
  about: theContacts,
  decide({ contacts }, input) {
    const rows = toPositions(input).flatMap((subject) => contacts.one(subject) ?? []);
    return rows.length > 0 ? tagged(rows, input.tag) : new NotFound();
  },
});
