import { Router } from 'express';
import { exactDate, sayTime } from '../../base/date-words';
import { undo } from '../../domain/commands/undo';
import { type Told, tellAccount, tellSubject } from '../../domain/history/tell-history';
import { textDifference } from '../../domain/history/text-difference';
import type { Say } from '../../domain/history/words';
import { namesOf } from '../../domain/projections/contact-queries';
import type { ContactRow } from '../../domain/projections/contact-rows';
import { contacts } from '../../domain/projections/contacts';
import { contactPath } from '../../domain/values/contact-path';
import type { Engine } from '../../engine/projecting/engine';
import { aboutContact, aboutDeletedContact, pathOf } from './contact-of';
import type { Asked, Page } from './define-page';
import { type Form, form } from './form';
import { page } from './page';
import { pageNumber, pagesLocals } from './page-number';

const perPage = 50;

/** The history of a contact, of a deleted contact, and of the whole account; and undoing a contact's latest change. */
export function historyController(engine: Engine): Router {
  const router = Router();
  router.get('/contacts/:name/history', page(engine, contactHistory(engine)));
  router.get('/deleted-contacts/:contact/history', page(engine, deletedContactHistory(engine)));
  router.get('/history', page(engine, accountHistory(engine)));
  router.post(
    '/contacts/:name/history/:position/undoing',
    form(engine, undoing(engine, contactHistory(engine))),
  );
  router.post(
    '/deleted-contacts/:contact/history/:position/undoing',
    form(engine, undoing(engine, deletedContactHistory(engine))),
  );
  return router;
}

/** Undoes what one command did; `position` is that of its first event. */
function undoing(engine: Engine, page: Page): Form {
  return {
    command: undo,
    done: 'undone',
    page,
    input: (req) => ({
      contact: String(req.params.contact ?? req.body.contact ?? ''),
      position: String(req.params.position),
    }),
    cause: ({ position }) => Number(position),
    async to({ req, input }) {
      const path = await pathOf(engine, req, input.contact!);
      return path === '/contacts' ? `/deleted-contacts/${input.contact}/history` : `${path}/history`;
    },
  };
}

/** What happened to the contact in the path, newest first. */
function contactHistory(engine: Engine): Page {
  return {
    projections: [contacts],
    show: aboutContact((asked, contact) => historyOf(engine, asked, contact, false)),
  };
}

/** The same for a deleted contact, by its position in the path. */
function deletedContactHistory(engine: Engine): Page {
  return {
    projections: [contacts],
    show: aboutDeletedContact((asked, deleted) => historyOf(engine, asked, deleted, true)),
  };
}

function accountHistory(engine: Engine): Page {
  return {
    projections: [contacts],
    async show(asked) {
      const { accountId, log, query } = asked;
      const before = /^\d{1,15}$/.test(String(query.before)) ? Number(query.before) : Number.MAX_SAFE_INTEGER;
      const limit = perPage + 1;
      const entries = await tellAccount(engine, log, accountId, { before, limit }, sayFor(asked));
      const shown = entries.slice(0, perPage);
      const names = await namesOf(
        asked.db,
        accountId,
        shown.flatMap(({ contact }) => contact ?? []),
      );
      return {
        view: 'history/account',
        entries: shown.map((one) => ({ ...entryOf(one), href: historyPath(one.contact, names) })),
        newest: before === Number.MAX_SAFE_INTEGER ? null : '/history',
        older: entries.length > perPage ? `/history?before=${shown.at(-1)!.position}` : null,
      };
    },
  };
}

async function historyOf(engine: Engine, asked: Asked, { contact, name }: ContactRow, deleted: boolean) {
  const { log, accountId, query } = asked;
  const entries = (await tellSubject(engine, log, accountId, contact, sayFor(asked))).reverse();
  const number = pageNumber(query.page);
  const from = (number - 1) * perPage;
  const base = deleted ? `/deleted-contacts/${contact}/history` : contactPath(name, 'history');
  const shown = entries.slice(from, from + perPage);
  return {
    view: 'history/contact',
    contact,
    name,
    deleted,
    undoable: undoableOf(newestOfTheAccount(entries), shown, base),
    hidden: { contact },
    entries: shown.map(entryOf),
    ...pagesLocals({}, number, entries.length > from + perPage),
  };
}

/** Returns the newest event that the account itself caused, whose command can be undone. `entries`: newest first. */
function newestOfTheAccount(entries: Told[]): Told | undefined {
  return entries.find(({ system }) => system === null);
}

/** Where to undo this event, and whether that undoes other events that the page shows, too. */
function undoableOf(one: Told | undefined, shown: Told[], base: string) {
  if (!one) return undefined;
  const hasOthers = shown.some((other) => other.first === one.first && other.position !== one.position);
  return { position: one.position, path: `${base}/${one.first}/undoing`, hasOthers };
}

function historyPath(contact: number | null, names: Map<number, string>): string | null {
  if (contact === null) return null;
  const name = names.get(contact);
  return name === undefined ? `/deleted-contacts/${contact}/history` : contactPath(name, 'history');
}

/** How a history writes dates and times. */
export function sayFor({ account }: Asked): Say {
  return { day: (date) => exactDate(date, account), time: (time) => sayTime(time, account.locale) };
}

function entryOf(entry: Told) {
  const changes = entry.changes.map(({ label, before, after }) => ({
    label,
    parts: textDifference(before, after).map(shortened),
  }));
  return { ...entry, changes, details: detailsOf(entry) };
}

/** What the log keeps about an event, as pairs of a label and a value. */
function detailsOf({ system, metadata, position, id }: Told) {
  const details: [label: string, value: unknown][] = [
    ['By', system ?? undefined],
    ['Command', metadata.command],
    ['Reason', metadata.reason],
    ['Request', metadata.request],
    ['Job', metadata.job],
    ['Caused by position', metadata.cause],
    ['Position', position],
    ['Event', id],
  ];
  return details.filter(([, value]) => value !== undefined);
}

/** Shortens a long piece of text to its two ends: an unchanged one a lot, a changed one only if it is very long. */
function shortened({ kind, text }: { kind: string; text: string }) {
  const [most, ends] = kind === 'same' ? [160, 60] : [6_000, 2_900];
  return { kind, text: text.length <= most ? text : `${text.slice(0, ends)} … ${text.slice(-ends)}` };
}
