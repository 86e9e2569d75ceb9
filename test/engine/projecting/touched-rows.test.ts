import fc from 'fast-check';
import { closeAccount } from '../../../src/domain/commands/close-account';
import { projections } from '../../../src/domain/projections';
import type { Projection } from '../../../src/engine/projecting/define-projection';
import { tablesOf } from '../../../src/engine/projecting/define-projection';
import type { Row } from '../../../src/engine/projecting/define-table';
import { fold } from '../../../src/engine/projecting/fold';
import { Table } from '../../../src/engine/projecting/table';
import { touchesOf } from '../../../src/engine/projecting/touched-rows';
import type { StoredEvent } from '../../../src/event-store/define-event';
import { lived, lives } from '../../support/random-life';
import { runs } from '../../support/runs';

// biome-ignore lint/suspicious/noExplicitAny: projections of all tables
const all = projections as readonly Projection<any>[];

/** A table that records every row that a handler reads, puts, replaces or removes. */
class WatchedTable extends Table {
  private read = new Set<Row>();
  private changed = new Set<Row>();

  /** Returns what was recorded since the last call. */
  takeRecord(): { read: Set<Row>; changed: Set<Row> } {
    const { read, changed } = this;
    this.read = new Set();
    this.changed = new Set();
    return { read, changed };
  }

  override get(...key: unknown[]): Row | undefined {
    return this.recorded([super.get(...key)])[0];
  }

  override one(subject: number | null): Row | undefined {
    return this.recorded([super.one(subject)])[0];
  }

  override of(subject: number | null): Row[] {
    return this.recorded(super.of(subject)) as Row[];
  }

  override all(): Row[] {
    return this.recorded(super.all()) as Row[];
  }

  override put(row: Row): void {
    const before = super.get(...this.definition.key.map((column) => row[column]));
    if (before) this.changed.add(before);
    this.changed.add(row);
    super.put(row);
  }

  override remove(row: Row): void {
    // A row that was not loaded would stay in the database.
    this.recorded([super.get(...this.definition.key.map((column) => row[column]))]);
    this.changed.add(row);
    super.remove(row);
  }

  private recorded(rows: (Row | undefined)[]) {
    for (const row of rows) if (row) this.read.add(row);
    return rows;
  }
}

/** Folds the events one by one, and calls `check` with what each of them did to each table. */
function foldWatched(
  events: readonly StoredEvent[],
  check: (
    projection: Projection,
    table: WatchedTable,
    event: StoredEvent,
    record: ReturnType<WatchedTable['takeRecord']>,
  ) => void,
): void {
  for (const projection of all) {
    const tables = Object.fromEntries(
      tablesOf(projection).map(([stem, definition]) => [stem, new WatchedTable(definition)]),
    );
    for (const event of events) {
      fold(projection, tables as never, [event]);
      for (const table of Object.values(tables)) check(projection, table, event, table.takeRecord());
    }
  }
}

/** A random life in which contacts are forgotten, as a worker read it before they were. */
const events = lives(80, { without: [closeAccount] }).map((life) =>
  lived(life).stream.events.map(({ masked, ...event }): StoredEvent => event),
);

test('an event reads and removes only rows that its table declares as touched', () => {
  const declared = fc.property(events, (events) => {
    foldWatched(events, (projection, { definition }, event, { read }) => {
      const touches = touchesOf(projection, definition, [event]);
      const isTouched = (row: Row) =>
        touches.some(({ column, values }) => column === undefined || values.includes(row[column]));
      const undeclared = [...read].filter((row) => !isTouched(row));
      const where = { projection: projection.name, table: definition.name, event: event.type };
      expect({ ...where, undeclared }).toEqual({ ...where, undeclared: [] });
    });
  });
  fc.assert(declared, runs(40));
});

test('an event changes only rows of its own subject', () => {
  const own = fc.property(events, (events) => {
    foldWatched(events, (projection, { definition }, event, { changed }) => {
      const { subject } = definition;
      const others = [...changed].filter((row) => subject && row[subject] !== event.subject);
      const where = { projection: projection.name, table: definition.name, event: event.type };
      expect({ ...where, others }).toEqual({ ...where, others: [] });
    });
  });
  fc.assert(own, runs(40));
});
