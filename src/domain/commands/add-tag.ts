import { defineCommand } from '../../engine/deciding/define-command';
import { NotFound } from '../../engine/deciding/refusal';
import type { Events, NewKithEvent } from '../events';
import type { ContactRow } from '../projections/contact-rows';
import { type AboutContact, type ContactTables, theContact, toPosition } from './contact';
import { Fields } from './fields';

export type AddTag = AboutContact & { tag: string };

const mostTags = 50;

/** Does nothing if the contact already has the tag, in any capitalization. */
export const addTag = defineCommand<Events, AddTag, ContactTables>()({
  name: 'add-tag',
  yields: ['tag-added'],
  about: theContact,
  decide({ contacts }, { contact, tag }) {
    const row = contacts.one(toPosition(contact));
    return row ? tagged([row], tag) : new NotFound();
  },
});

/**
 * Returns an event for each of these contacts that doesn't have the tag yet, or a refusal if one of them already has
 * the maximum number of tags.
 */
export function tagged(rows: readonly ContactRow[], text: string) {
  const fields = new Fields();
  const payload = fields.tag(text);
  const others = rows.filter(({ tags }) => !tags.some(({ key }) => key === payload.tag_key));
  const full = others.find(({ tags }) => tags.length >= mostTags);
  if (full)
    fields.fault('tag', `“${full.name}” already has ${mostTags} tags, the maximum. Remove one first.`);
  return (
    fields.refusal() ??
    others.map(({ contact }): NewKithEvent<'tag-added'> => ({ type: 'tag-added', subject: contact, payload }))
  );
}
