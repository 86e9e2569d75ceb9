import { Router } from 'express';
import { createContact } from '../commands/create-contact';
import { deleteContact } from '../commands/delete-contact';
import { editContact } from '../commands/edit-contact';
import { contactMethodsText } from '../contact-methods-text';
import type { Engine } from '../projecting/engine';
import {
  countContacts,
  findMeeting,
  type ListedContact,
  listContacts,
  listPastMeetings,
} from '../projections/contact-queries';
import { type ContactRow, contacts, type MeetingRow } from '../projections/contacts';
import { interactions, listInteractions } from '../projections/interactions';
import { daysBetween } from '../time';
import { contactMethodsIn } from './contact-methods';
import { aboutContact, pathOf } from './contact-of';
import { orderLocals, orderOf } from './contacts-order';
import { type Form, form, pick } from './form';
import { type Asked, type Page, page } from './page';
import { pageNumber, pagesLocals } from './page-number';

const fields = ['name', 'description'];
const interactionsPerPage = 50;

const index: Page = {
  projections: [contacts],
  hasPast: true,
  async show({ db, accountId, account, say, query, kept }) {
    const order = orderOf(query);
    const { locale } = account;
    const listed = await listContacts(db, accountId, { ...order, today: say.today, locale });
    const { count, anyDeleted } = await countContacts(db, accountId);
    const rows = listed.contacts.map((row) => ({ ...row, nextMeeting: nextDayOf(row, say.today) }));
    return {
      view: 'contacts/index',
      ...listed,
      contacts: rows,
      anyDeleted,
      countWords: `${count.toLocaleString(locale)} ${count === 1 ? 'contact' : 'contacts'}`,
      ...orderLocals(order, listed.more, kept),
    };
  },
};

const creation: Page = {
  projections: [],
  waitsFor: 'nothing',
  show: async () => ({ view: 'contacts/new', values: {} }),
};

const edit: Page = {
  projections: [contacts],
  show: aboutContact(async (_asked, { contact, name, description, contact_methods }) => {
    const values = { name, description, contact_methods: contactMethodsText(contact_methods) };
    return { view: 'contacts/edit', name, values, hidden: { contact } };
  }),
};

/** One contact with the next meeting, the interactions and the past meetings. */
export const contactPage: Page = {
  projections: [contacts, interactions],
  hasPast: true,
  show: aboutContact(async (asked, contact) => {
    const { db, accountId, say, query, kept, past } = asked;
    const number = pageNumber(query.page);
    const offset = (number - 1) * interactionsPerPage;
    const listed = await listInteractions(db, accountId, contact.contact, {
      limit: interactionsPerPage + 1,
      offset,
    });
    const meetings = await listPastMeetings(db, accountId, contact.contact, say.today);
    return {
      view: 'contacts/show',
      contact,
      nextMeeting: await nextMeetingWithEmail(asked, contact),
      interactions: listed.slice(0, interactionsPerPage),
      meetings,
      unnoted: past ? null : unnotedDay(contact, meetings, say.today),
      ...pagesLocals(kept, number, listed.length > interactionsPerPage),
      hidden: { contact: contact.contact },
    };
  }),
};

/** GET and POST of contacts: all of them, one, a new one; editing and deleting. */
export function contactsController(engine: Engine): Router {
  const router = Router();
  router.get('/contacts', page(engine, index));
  router.get('/contacts/new', page(engine, creation));
  router.post(
    '/contacts',
    form(engine, {
      command: createContact,
      done: 'contact-added',
      page: creation,
      input: withMethods(pick(...fields)),
      to: ({ req, subject }) => pathOf(engine, req, subject),
    }),
  );
  router.get('/contacts/:name', page(engine, contactPage));
  router.get('/contacts/:name/edit', page(engine, edit));
  router.post(
    '/contacts/:name',
    form(engine, {
      command: editContact,
      done: 'contact-saved',
      page: edit,
      input: withMethods(pick('contact', 'seen', ...fields)),
      to: ({ req, input }) => pathOf(engine, req, input.contact!),
    }),
  );
  router.post(
    '/contacts/:name/deletion',
    form(engine, {
      command: deleteContact,
      done: 'contact-deleted',
      page: contactPage,
      input: pick('contact', 'seen'),
      to: () => '/contacts',
    }),
  );
  return router;
}

/** The day of the last meeting, where nothing was noted of it or since, and it is fresh in mind. */
function unnotedDay({ last_interacted_on: spoke }: ContactRow, meetings: MeetingRow[], today: string) {
  const met = meetings[0]?.meeting_on;
  return met && daysBetween(met, today) <= 30 && (spoke === null || spoke < met) ? met : null;
}

function withMethods(input: Form['input']): Form['input'] {
  return (req) => ({ ...input(req), ...contactMethodsIn(req.body) });
}

/** A meeting whose day is over is not the next one, whatever the row still says. */
export function nextMeetingOf(contact: ContactRow, today: string) {
  const { next_meeting_notes: notes, next_meeting_notes_html: notes_html } = contact;
  const day = nextDayOf(contact, today);
  if (contact.next_meeting_on ? !day : !notes) return null;
  return { meeting_on: null, meeting_time: null, ...day, notes, notes_html };
}

function nextDayOf({ next_meeting_on, next_meeting_time }: ListedContact, today: string) {
  if (next_meeting_on === null || next_meeting_on < today) return null;
  return { meeting_on: next_meeting_on, meeting_time: next_meeting_time };
}

/** The morning mail of the meeting's present day; one for a day it was moved from says nothing about this one. */
async function nextMeetingWithEmail({ db, accountId, say }: Asked, contact: ContactRow) {
  const next = nextMeetingOf(contact, say.today);
  if (!next || contact.meeting === null) return next;
  const meeting = await findMeeting(db, accountId, contact.contact, contact.meeting);
  return meeting?.email_for === next.meeting_on ? { ...meeting, ...next } : next;
}
