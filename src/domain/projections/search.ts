import { defineProjection, type TablesOf } from '../../engine/projecting/define-projection';
import { defineTable } from '../../engine/projecting/define-table';
import type { EventByType, KithEvent } from '../events';
import { foldText } from '../searching/fold-text';
import type { ContactMethod } from '../values/contact-method';
import { dropSubject } from './drop-subject';

/** The short texts about a contact, deleted or not, folded by `foldText`. */
export type SearchPersonRow = {
  contact: number;
  name: string;
  /** Every contact method with its label. Phone numbers are also included as digits only. */
  reach: string;
  description: string;
  last_updated_at: Date;
};
/** One longer text: the description of an interaction, or the notes of a meeting. */
export type SearchTextRow = {
  /** The interaction or the meeting. Both are named by positions in the stream, so they can't collide. */
  part: number;
  contact: number;
  kind: 'interaction' | 'notes';
  /** Folded by `foldText`. */
  folded: string;
  last_updated_at: Date;
};

const tables = {
  searchPeople: defineTable<SearchPersonRow>({
    name: 'projected_search_people',
    columns: {
      contact: 'bigint',
      name: 'text',
      reach: 'text',
      description: 'text',
      last_updated_at: 'timestamptz',
    },
    key: ['contact'],
    subject: 'contact',
  }),
  searchTexts: defineTable<SearchTextRow>({
    name: 'projected_search_texts',
    columns: {
      part: 'bigint',
      contact: 'bigint',
      kind: 'text',
      folded: 'text',
      last_updated_at: 'timestamptz',
    },
    key: ['part'],
    subject: 'contact',
    touches(event) {
      if (event.type === 'contact-forgotten') return 'subject';
      const { interaction } = event.payload as { interaction?: number };
      return interaction === undefined ? null : { column: 'part', value: interaction };
    },
  }),
};
type Tables = TablesOf<typeof tables>;

/**
 * Folded texts to search in. The original texts are in the tables of other projections, and so is whether a contact is
 * deleted. Raise the version whenever `foldText` changes.
 */
export const search = defineProjection<EventByType>()({
  name: 'search',
  version: 1,
  tables,
  handlers: {
    'contact-created': ({ searchPeople }, { position, payload, createdAt }) =>
      searchPeople.put({
        contact: position,
        name: foldText(payload.name),
        reach: foldMethods(payload.contact_methods),
        description: foldText(payload.description),
        last_updated_at: createdAt,
      }),
    'contact-renamed': (tables, event) => update(tables, event, { name: foldText(event.payload.name) }),
    'contact-description-changed': (tables, event) =>
      update(tables, event, { description: foldText(event.payload.description) }),
    'contact-method-changed': (tables, event) =>
      update(tables, event, { reach: foldMethods(event.payload.contact_methods) }),
    'interaction-recorded': ({ searchTexts }, { position, subject, payload, createdAt }) =>
      searchTexts.put({
        part: position,
        contact: subject!,
        kind: 'interaction',
        folded: foldText(payload.description),
        last_updated_at: createdAt,
      }),
    'interaction-corrected': ({ searchTexts }, { payload, createdAt }) => {
      const row = searchTexts.get(payload.interaction);
      if (row) searchTexts.put({ ...row, folded: foldText(payload.description), last_updated_at: createdAt });
    },
    'interaction-removed': ({ searchTexts }, { payload }) => {
      const row = searchTexts.get(payload.interaction);
      if (row) searchTexts.remove(row);
    },
    'meeting-notes-written': ({ searchTexts }, { position, subject, payload, createdAt }) =>
      searchTexts.put({
        part: payload.meeting ?? position,
        contact: subject!,
        kind: 'notes',
        folded: foldText(payload.notes),
        last_updated_at: createdAt,
      }),
    'contact-forgotten': dropSubject,
  },
});

function update(
  { searchPeople }: Tables,
  { subject, createdAt }: KithEvent,
  change: Partial<SearchPersonRow>,
) {
  const row = searchPeople.one(subject);
  if (row) searchPeople.put({ ...row, ...change, last_updated_at: createdAt });
}

/** Phone numbers are found however their digits are grouped. */
function foldMethods(methods: readonly ContactMethod[]): string {
  return methods.map(foldMethod).join('');
}

export function foldMethod({ kind, label, value }: ContactMethod): string {
  const digits = kind === 'phone' ? foldText(value.replace(/\D/g, '')) : '';
  return foldText(label) + foldText(value) + digits;
}
