import { isDeepStrictEqual } from 'node:util';
import type { Row, TableDefinition } from './define-projection';

/** `finish` threw: the cause says why. */
export class UnfinishableRow extends Error {
  override name = 'UnfinishableRow';
}

export type Difference = {
  deleted: Row[];
  written: Row[];
  /** What stands in the place of each written row now, if anything does. */
  replaced: (Row | undefined)[];
};

/**
 * Rows of one account's table in memory: what handlers change, and afterwards the difference to what was loaded.
 * Rows are never changed in place: `put` takes a new one.
 */
export class Table<R extends Row = Row> {
  private readonly rows = new Map<string, R>();
  private readonly bySubject = new Map<unknown, Map<string, R>>();
  private readonly loaded = new Map<string, R>();

  constructor(readonly definition: TableDefinition<R>) {}

  get size(): number {
    return this.rows.size;
  }

  /** The row with this natural key. */
  get(...key: unknown[]): R | undefined {
    return this.rows.get(keyText(key));
  }

  /** The rows of a subject. */
  of(subject: number | null): R[] {
    return [...(this.bySubject.get(subject)?.values() ?? [])];
  }

  /** The one row of a subject, in a table that has at most one. */
  one(subject: number | null): R | undefined {
    const rows = this.bySubject.get(subject);
    return rows?.values().next().value;
  }

  all(): R[] {
    return [...this.rows.values()];
  }

  /** Inserts the row, or replaces the one with its natural key. */
  put(row: R): void {
    const key = this.keyOf(row);
    this.forget(key);
    this.rows.set(key, row);
    this.index(key, row);
  }

  /** Puts `row` in the place of `old`, whose natural key may have been another. */
  replace(old: R, row: R): void {
    this.remove(old);
    this.put(row);
  }

  remove(row: R): void {
    const key = this.keyOf(row);
    this.forget(key);
    this.rows.delete(key);
  }

  /** Takes rows as they stand in the database: what a difference is made against. */
  load(rows: R[]): void {
    for (const row of rows) {
      this.loaded.set(this.keyOf(row), row);
      this.put(row);
    }
  }

  /** Takes the rows whose natural keys are not there yet. */
  complete(rows: R[]): void {
    for (const row of rows) if (!this.rows.has(this.keyOf(row))) this.put(row);
  }

  /** Takes rows as they stand in the database, to compare with, and shows none of them. */
  compareWith(rows: R[]): void {
    for (const row of rows) this.loaded.set(this.keyOf(row), row);
  }

  /** All rows with what `finish` computes. */
  finished(): R[] {
    return this.all().map((row) => this.finish(row));
  }

  /** What has to be deleted and written so that the database has these rows. */
  difference(): Difference {
    const deleted = [...this.loaded].filter(([key]) => !this.rows.has(key)).map(([, row]) => row);
    const written: R[] = [];
    const replaced: (R | undefined)[] = [];
    for (const [key, row] of this.rows) {
      const before = this.loaded.get(key);
      if (before === row) continue;
      const after = this.finish(row);
      if (before && hasValuesOf(before, after)) continue;
      written.push(after);
      replaced.push(before);
    }
    return { deleted, written, replaced };
  }

  private finish(row: R): R {
    try {
      return this.definition.finish ? this.definition.finish(row) : row;
    } catch (error) {
      throw new UnfinishableRow(`A row of ${this.definition.name} can't be finished`, { cause: error });
    }
  }

  private keyOf(row: R): string {
    const { key } = this.definition;
    return key.length === 1 ? String(row[key[0]!]) : keyText(key.map((column) => row[column]));
  }

  private index(key: string, row: R): void {
    const { subject } = this.definition;
    if (!subject) return;
    const rows = this.bySubject.get(row[subject]);
    if (rows) rows.set(key, row);
    else this.bySubject.set(row[subject], new Map([[key, row]]));
  }

  private forget(key: string): void {
    const { subject } = this.definition;
    const row = this.rows.get(key);
    if (!subject || !row) return;
    const rows = this.bySubject.get(row[subject]);
    rows?.delete(key);
    if (rows?.size === 0) this.bySubject.delete(row[subject]);
  }
}

/** Columns that only a newer release knows are none of this one's business. */
function hasValuesOf(row: Row, wanted: Row): boolean {
  return Object.keys(wanted).every((column) => isDeepStrictEqual(row[column], wanted[column]));
}

function keyText(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : values.map(String).join('\u0000');
}
