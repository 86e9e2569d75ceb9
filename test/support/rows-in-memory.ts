import { projections } from '../../src/domain/projections';
import type { Projection } from '../../src/engine/projecting/define-projection';
import type { Row, TableDefinition } from '../../src/engine/projecting/define-table';
import { emptyTables, fold } from '../../src/engine/projecting/fold';
import { touchesOf } from '../../src/engine/projecting/touched-rows';
import type { StoredEvent } from '../../src/event-store/define-event';

/** Columns with a unique constraint in the database, besides the natural keys. */
const alsoUnique: Record<string, string[]> = { projected_contacts: ['name_key', 'contact'] };

/** Stores projected tables like the database does, so that batches can be folded over reloaded rows. */
export class RowsInMemory {
  readonly byStem = new Map<string, Row[]>();

  /** Reads the rows that the events touch, folds the events, and writes the difference, as the worker does. */
  project(events: readonly StoredEvent[]): void {
    // biome-ignore lint/suspicious/noExplicitAny: projections of all tables
    for (const projection of projections as readonly Projection<any>[]) {
      const tables = emptyTables(projection);
      for (const stem of Object.keys(tables))
        tables[stem]!.load(this.touched(projection, stem, tables[stem]!.definition, events));
      fold(projection, tables, events);
      for (const [stem, table] of Object.entries(tables)) {
        const { removed, written } = table.difference();
        const { key, name } = table.definition;
        for (const row of removed) this.delete(stem, key, row);
        for (const row of written) this.upsert(stem, key, row, alsoUnique[name] ?? []);
      }
    }
  }

  rows(stem: string): Row[] {
    return this.byStem.get(stem) ?? [];
  }

  private touched(
    projection: Projection,
    stem: string,
    definition: TableDefinition,
    events: readonly StoredEvent[],
  ): Row[] {
    const wanted = touchesOf(projection, definition, events);
    const isTouched = (row: Row) =>
      wanted.some(({ column, values }) => column === undefined || values.includes(row[column]));
    return this.rows(stem).filter(isTouched).map(copied);
  }

  private delete(stem: string, key: readonly string[], removed: Row): void {
    this.byStem.set(
      stem,
      this.rows(stem).filter((row) => !key.every((column) => row[column] === removed[column])),
    );
  }

  private upsert(stem: string, key: readonly string[], written: Row, unique: string[]): void {
    this.delete(stem, key, written);
    const clash = this.rows(stem).some((row) => unique.some((column) => row[column] === written[column]));
    if (clash) throw new Error(`${stem}: ${unique} must stay unique`);
    this.byStem.set(stem, [...this.rows(stem), copied(written)]);
  }
}

/**
 * Makes a deep copy, as if the row had been read again. (The dates of structuredClone aren't instances of Jest's Date.)
 */
export function copied<T>(value: T): T {
  if (value instanceof Date) return new Date(value) as T;
  if (Array.isArray(value)) return value.map(copied) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copied(inner)])) as T;
}
