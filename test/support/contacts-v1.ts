import { contacts } from '../../src/domain/projections/contacts';
import type { Projection } from '../../src/engine/projecting/define-projection';
import type { TableDefinition } from '../../src/engine/projecting/define-table';
import type { Engine } from '../../src/engine/projecting/engine';

/** The contacts projection of the previous release: version 1, without the HTML of notes. */
export const contactsV1: Projection = {
  ...(contacts as unknown as Projection),
  version: 1,
  tables: {
    ...contacts.tables,
    contacts: withoutHtml(contacts.tables.contacts, 'next_meeting_notes_html'),
    deletedContacts: withoutHtml(contacts.tables.deletedContacts, 'next_meeting_notes_html'),
    meetings: withoutHtml(contacts.tables.meetings, 'notes_html'),
  },
};

/** Returns the engine of the previous release. */
export function oldRelease(kith: Engine): Engine {
  const projections = kith.projections.map((one) => (one.name === 'contacts' ? contactsV1 : one));
  return { ...kith, projections };
}

// biome-ignore lint/suspicious/noExplicitAny: tables of several rows
function withoutHtml(table: TableDefinition<any>, column: string): TableDefinition<any> {
  const { [column]: _, ...columns } = table.columns;
  return { ...table, columns, rendered: {} };
}
