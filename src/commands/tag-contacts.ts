import { defineCommand } from '../deciding/define-command';
import { NotFound } from '../deciding/refusal';
import type { Events } from '../events';
import { tagged } from './add-tag';
import type { ContactTables } from './contact';
import { type AboutContacts, theContacts, toPositions } from './contacts';

export type TagContacts = AboutContacts & { tag: string };

/** Adds a tag to several contacts at once; whoever was deleted meanwhile is left out. */
export const tagContacts = defineCommand<Events, TagContacts, ContactTables>()({
  name: 'tag-contacts',
  yields: ['tag-added'],
  wants: theContacts,
  decide({ contacts }, input) {
    const rows = toPositions(input).flatMap((subject) => contacts.one(subject) ?? []);
    return rows.length > 0 ? tagged(rows, input.tag) : new NotFound();
  },
});
