import { defineCommand } from '../../engine/deciding/define-command';
import { Conflict, NotFound } from '../../engine/deciding/refusal';
import type { Events, NewKithEvent } from '../events';
import type { ContactRow } from '../projections/contact-rows';
import { contactMethodsText } from '../values/contact-methods-text';
import { nameKey } from '../values/contact-name';
import type { contactFields, SetBy } from '../values/fields';
import { columnEdits, columnEvents } from './column-edits';
import {
  type AboutContact,
  type ContactTables,
  otherContactNamed,
  seenBy,
  theContact,
  toPosition,
} from './contact';
import { Fields } from './fields';
import { merge } from './merge';

type ContactField = (typeof contactFields)[number];
type Texts = Record<ContactField, string>;

/** The fields that were in the form. `contact_methods`: in the format of contact-methods-text.ts. */
export type EditContact = AboutContact & Partial<Texts>;

type Edited = NewKithEvent<'contact-renamed' | 'contact-method-changed' | SetBy[keyof SetBy]>;

/** For each field: its text in a form, how a typed text is read, and the event that changes it. */
const edits: {
  [F in ContactField]: {
    textOf: (row: ContactRow) => string;
    read: (fields: Fields, typed: string) => string;
    event: (subject: number, text: string) => Edited;
  };
} = {
  name: {
    textOf: ({ name }) => name,
    read: (fields, typed) => fields.name(typed).name,
    event: (subject, name) => ({
      type: 'contact-renamed',
      subject,
      payload: { name, name_key: nameKey(name) },
    }),
  },
  ...columnEdits,
  contact_methods: {
    textOf: ({ contact_methods }) => contactMethodsText(contact_methods),
    read: (fields, typed) => contactMethodsText(fields.contactMethods(typed)),
    event: (subject, text) => ({
      type: 'contact-method-changed',
      subject,
      payload: { contact_methods: new Fields().contactMethods(text) },
    }),
  },
};
const names = Object.keys(edits) as ContactField[];

/** Yields one event per field that the person changed, and none for fields that they didn't change. */
export const editContact = defineCommand<Events, EditContact, ContactTables>()({
  name: 'edit-contact',
  yields: ['contact-renamed', 'contact-method-changed', ...columnEvents],
  about: (input) => ({
    ...theContact(input),
    ...(input.name !== undefined && { names: [nameKey(input.name)] }),
  }),
  seen: seenBy,
  decide({ contacts, then, head }, input) {
    const subject = toPosition(input.contact);
    const contact = contacts.one(subject);
    if (!contact) return new NotFound();
    const fields = new Fields();
    const typed = names.filter((name) => input[name] !== undefined);
    const yours = Object.fromEntries(typed.map((name) => [name, edits[name].read(fields, input[name]!)]));
    const seen = contactTexts(then.contacts.one(subject) ?? contact);
    const { changes, conflicts } = merge(seen, contactTexts(contact), yours);
    const { name } = changes;
    const namesake = name === undefined ? undefined : otherContactNamed(contacts, nameKey(name), subject);
    if (namesake)
      fields.fault('name', `You already have a contact named “${namesake.name}”. Use a different name.`);
    const refusal = fields.refusal();
    if (refusal) return refusal;
    if (Object.keys(conflicts).length > 0) return new Conflict(conflicts, head);
    return names.flatMap((one) =>
      changes[one] === undefined ? [] : [edits[one].event(subject, changes[one])],
    );
  },
});

/** Returns what a form for the contact shows, by field. */
export function contactTexts(row: ContactRow): Texts {
  return Object.fromEntries(names.map((name) => [name, edits[name].textOf(row)])) as Texts;
}
