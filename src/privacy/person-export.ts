import type { Queryable } from '../database/queryable';
import { readHistory } from '../domain/history/read-history';
import { tellSubject } from '../domain/history/tell-history';
import type { Say } from '../domain/history/words';
import type { Engine } from '../engine/projecting/engine';
import { eventTypeIds } from '../event-store/event-type-ids';
import { decode } from '../event-store/read';

/** The export of one contact: everything that Kith knows about them, oldest first. */
export type PersonExport = {
  format: 'kith-person';
  version: 1;
  name: string;
  /** ISO 8601. */
  exported_at: string;
  /** docs/events.md describes the events. */
  events: {
    position: number;
    happened_at: string;
    /** The sentence shown in the history. */
    says: string;
    event: string;
    /** The system process that triggered it. Null for the account holder. */
    by: string | null;
    payload: unknown;
  }[];
};

/** Exports all of the subject's events up to the snapshot's head, upcast to this release's versions. */
export async function exportPerson(
  engine: Engine,
  log: Queryable,
  accountId: number,
  { contact, name }: { contact: number; name: string },
  say: Say,
): Promise<PersonExport> {
  const entries = await tellSubject(engine, log, accountId, contact, say);
  const rows = await readHistory(log, accountId, [contact], Number.MAX_SAFE_INTEGER);
  const ids = await eventTypeIds(engine.pool, log);
  const events = rows.map((row, index) => {
    const { type: event, payload, position, createdAt } = decode(row, ids, engine.eventTypes)!;
    const { words: says, system: by } = entries[index]!;
    return { position, happened_at: createdAt.toISOString(), says, event, by, payload };
  });
  return { format: 'kith-person', version: 1, name, exported_at: engine.clock().toISOString(), events };
}
