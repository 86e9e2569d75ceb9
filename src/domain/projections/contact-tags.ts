import { defineTable } from '../../engine/projecting/define-table';
import type { Table } from '../../engine/projecting/table';

/** A contact's tag, and the key it is compared by. */
export type Tag = { key: string; tag: string };
/** Indexes contacts by tag. Has no rows for deleted contacts. */
export type ContactTagRow = { tag_key: string; contact: number; tag: string; last_updated_at: Date };

const changesTags = new Set([
  'tag-added',
  'tag-removed',
  'contact-deleted',
  'contact-restored',
  'contact-forgotten',
]);

export const contactTags = defineTable<ContactTagRow>({
  name: 'projected_contact_tags',
  columns: { tag_key: 'text', contact: 'bigint', tag: 'text', last_updated_at: 'timestamptz' },
  key: ['tag_key', 'contact'],
  subject: 'contact',
  touches: (event) => (changesTags.has(event.type) ? 'subject' : null),
});

/** Returns the tags with this one added, sorted by key. A tag that is already there keeps its spelling. */
export function withTag(
  tags: readonly Tag[],
  { tag, tag_key: key }: { tag: string; tag_key: string },
): Tag[] {
  const others = withoutTag(tags, key);
  if (others.length < tags.length) return [...tags];
  return [...others, { key, tag }].sort((a, b) => (a.key < b.key ? -1 : 1));
}

export function withoutTag(tags: readonly Tag[], key: string): Tag[] {
  return tags.filter((one) => one.key !== key);
}

/** Updates a contact's index rows to match its tags. Pass an empty list for a deleted contact. */
export function followTags(
  rows: Table<ContactTagRow>,
  contact: number,
  tags: readonly Tag[],
  at: Date,
): void {
  for (const row of rows.of(contact)) {
    if (!tags.some(({ key }) => key === row.tag_key)) rows.remove(row);
  }
  for (const { tag, key } of tags) {
    if (!rows.get(key, contact)) rows.put({ tag_key: key, contact, tag, last_updated_at: at });
  }
}
