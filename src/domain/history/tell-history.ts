import type { Queryable } from '../../database/queryable';
import type { Projection } from '../../engine/projecting/define-projection';
import type { Engine } from '../../engine/projecting/engine';
import { emptyTables, fold, HandlerFailure } from '../../engine/projecting/fold';
import type { Metadata } from '../../event-store/append';
import { eventTypeIds, reloadEventTypeIds } from '../../event-store/event-type-ids';
import { InvalidPayload } from '../../event-store/event-types';
import { decode } from '../../event-store/read';
import type { Events, KithEvent } from '../events';
import { accounts } from '../projections/accounts';
import { contacts } from '../projections/contacts';
import { interactions } from '../projections/interactions';
import { type HistoryRow, readHistory, readNewest } from './read-history';
import { type Rows, type Say, type Words, wordsFor } from './words';

/** One entry of a history. */
export type Told = Words & {
  position: number;
  id: number;
  type: keyof Events | null;
  /** The position of the first event of the same command. */
  first: number;
  /** The contact it is about, and their name after it. Null for the account as a whole. */
  contact: number | null;
  name: string | null;
  at: Date;
  /** The system process that triggered it. Null for the account. */
  system: string | null;
  /** Says why it happened. */
  metadata: Metadata;
};

/** Returns the history of one contact (null: of the account as a whole), oldest first. */
export async function tellSubject(
  engine: Engine,
  db: Queryable,
  accountId: number,
  subject: number | null,
  say: Say,
): Promise<Told[]> {
  const rows = await readHistory(db, accountId, [subject], Number.MAX_SAFE_INTEGER);
  return describeAll(engine, db, rows, say);
}

/** Returns at most `limit` history entries of the account before a position, newest first. */
export async function tellAccount(
  engine: Engine,
  db: Queryable,
  accountId: number,
  { before, limit }: { before: number; limit: number },
  say: Say,
): Promise<Told[]> {
  const newest = await readNewest(db, accountId, before, limit);
  if (newest.length === 0) return [];
  const subjects = [...new Set(newest.map(({ subject }) => subject))];
  // To show what an event changed, its subject must be folded from its first event on.
  const rows = await readHistory(db, accountId, subjects, newest[0]!.position);
  const last = newest.at(-1)!.position;
  const entries = await describeAll(engine, db, rows, say);
  return entries.filter(({ position }) => position >= last).reverse();
}

/** Folds the events one by one, and describes each by the rows before and after it. Nothing is stored (decision 15). */
async function describeAll(engine: Engine, db: Queryable, rows: HistoryRow[], say: Say): Promise<Told[]> {
  let ids = await eventTypeIds(engine.pool, db);
  if (rows.some((row) => !ids.types.has(row.event_type_id))) ids = await reloadEventTypeIds(engine.pool, db);
  const folded = new Folded();
  return rows.map((row) => {
    const { position, id, subject, created_at, system, metadata } = row;
    const first = metadata.first ?? position;
    const entry = { position, first, id, contact: subject, at: created_at, system, metadata };
    if (row.masked) return { ...entry, ...forgottenEntry };
    try {
      const event = decode(row, ids, engine.eventTypes) as KithEvent | null;
      if (!event) return { ...entry, ...undescribed('A change that only a newer version of Kith can show') };
      const before = folded.rowsOf(event);
      folded.fold(event);
      const after = folded.rowsOf(event);
      const name = (after.contact ?? before.contact)?.name ?? null;
      return { ...entry, type: event.type, name, ...wordsFor({ event, before, after, say } as never) };
    } catch (error) {
      if (!(error instanceof InvalidPayload || error instanceof HandlerFailure)) throw error;
      return { ...entry, ...undescribed('A change that can’t be shown because its data is damaged') };
    }
  });
}

function undescribed(words: string) {
  return { type: null, name: null, words, changes: [] };
}

/** The entry for an event of a forgotten contact shows only that something happened. */
const forgottenEntry = { ...undescribed('(forgotten)'), contact: null };

class Folded {
  private readonly tables = {
    ...emptyTables(accounts),
    ...emptyTables(contacts),
    ...emptyTables(interactions),
  };

  fold(event: KithEvent): void {
    // Interactions don't affect how a contact is described, and folding thousands of them into it is slow.
    const of = event.type.startsWith('interaction-') ? [interactions] : [accounts, contacts, interactions];
    for (const projection of of as unknown as Projection[]) fold(projection, this.tables as never, [event]);
  }

  rowsOf({ subject, position, payload }: KithEvent): Rows {
    const { accounts, contacts, deletedContacts, interactions, meetings } = this.tables;
    const named = payload as { interaction?: number; meeting?: number | null };
    return {
      account: accounts.get(),
      contact: contacts.one(subject) ?? deletedContacts.one(subject),
      interaction: interactions.get(named.interaction ?? position),
      meeting: meetings.get(named.meeting ?? position),
    };
  }
}
