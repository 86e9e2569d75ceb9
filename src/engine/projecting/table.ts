import { isDeepStrictEqual } from 'node:util';
import type { Row, TableDefinition } from './define-table';

/** `finish` threw: `cause` is the error. */
export class UnfinishableRow extends Error {
  override name = 'UnfinishableRow';
}

/** The changes that turn rows in the database into others. */
export type Difference = {
  /** What to delete before anything is written. */
  removed: Row[];
  written: Row[];
  /** For each written row, the row that it replaces, if any. */
  replaced: (Row | undefined)[];
};

/**
 * Rows of one account's table in memory: handlers change them, and `difference` compares them with what was loaded.
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

  /** Returns the row with this natural key. */
  get(...key: unknown[]): R | undefined {
    return this.rows.get(keyText(key));
  }

  /** Returns the rows of a subject. */
  of(subject: number | null): R[] {
    return [...(this.bySubject.get(subject)?.values() ?? [])];
  }

  /** Returns the row of a subject, in a table with at most one row per subject. */
  one(subject: number | null): R | undefined {
    const rows = this.bySubject.get(subject);
    return rows?.values().next().value;
  }

  all(): R[] {
    return [...this.rows.values()];
  }

  /** Inserts the row, or replaces the one with the same natural key. */
  put(row: R): void {
    const key = this.keyOf(row);
    this.unindex(key);
    this.rows.set(key, row);
    this.index(key, row);
  }

  /** Replaces `old` with `row`, which may have another natural key. */
  replace(old: R, row: R): void {
    this.remove(old);
    this.put(row);
  }

  remove(row: R): void {
    const key = this.keyOf(row);
    this.unindex(key);
    this.rows.delete(key);
  }

  /** Takes rows as they are in the database: `difference` compares with them. */
  load(rows: readonly R[]): void {
    for (const row of rows) {
      this.loaded.set(this.keyOf(row), row);
      this.put(row);
    }
  }

  /** Returns all rows with what `finish` computes, and those of the `rendered` columns that are selected. */
  finished(isSelected: (column: string) => boolean = () => true): R[] {
    return this.all().map((row) => this.finish(row, isSelected));
  }

  /** Returns what to delete and write so that the database, which has the loaded rows, has these rows instead. */
  difference(): Difference {
    const removed = [...this.loaded].filter(([key]) => !this.rows.has(key)).map(([, row]) => row);
    const written: R[] = [];
    const replaced: (R | undefined)[] = [];
    for (const [key, row] of this.rows) {
      const before = this.loaded.get(key);
      if (before === row) continue;
      const after = this.finish(row);
      if (before && this.isEqual(before, after)) continue;
      // The row changes its subject: without the deletion, a unique index on the subject could refuse another row.
      if (before && !this.hasSubjectOf(before, after)) removed.push(before);
      written.push(after);
      replaced.push(before);
    }
    return { removed, written, replaced };
  }

  /**
   * Does the same for some rows of the database, without loading them. Removes each row that is in both from memory, so
   * that what remains in the end is what the database lacks.
   */
  differenceTo(stored: readonly R[]): Difference {
    const difference: Difference = { removed: [], written: [], replaced: [] };
    for (const before of stored) {
      const row = this.rows.get(this.keyOf(before));
      if (!row || !this.hasSubjectOf(before, row)) {
        difference.removed.push(before);
        continue;
      }
      this.remove(row);
      const after = this.finish(row);
      if (this.isEqual(before, after)) continue;
      difference.written.push(after);
      difference.replaced.push(before);
    }
    return difference;
  }

  /** Removes at most `count` rows and returns them, with what `finish` computes. */
  take(count: number): R[] {
    const taken: R[] = [];
    for (const [key, row] of this.rows) {
      if (taken.length === count) break;
      this.unindex(key);
      this.rows.delete(key);
      taken.push(this.finish(row));
    }
    return taken;
  }

  private finish(row: R, isSelected?: (column: string) => boolean): R {
    const { finish, rendered } = this.definition;
    if (!finish && !rendered) return row;
    try {
      const finished: Row = { ...(finish ? finish(row) : row) };
      for (const column in rendered)
        if (isSelected?.(column) ?? true) finished[column] = rendered[column]!(finished as R);
      return finished as R;
    } catch (error) {
      throw new UnfinishableRow(`A row of ${this.definition.name} can't be finished`, { cause: error });
    }
  }

  private hasSubjectOf(one: R, other: R): boolean {
    const { subject } = this.definition;
    return !subject || one[subject] === other[subject];
  }

  private isEqual(one: R, other: R): boolean {
    return Object.keys(this.definition.columns).every((column) =>
      isDeepStrictEqual(one[column], other[column]),
    );
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

  private unindex(key: string): void {
    const { subject } = this.definition;
    const row = this.rows.get(key);
    if (!subject || !row) return;
    const rows = this.bySubject.get(row[subject]);
    rows?.delete(key);
    if (rows?.size === 0) this.bySubject.delete(row[subject]);
  }
}

function keyText(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : values.map(String).join('\u0000');
}
