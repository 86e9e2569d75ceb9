import type { StoredEvent } from '../event-store/define-event';
import type { Projection, Row, TableDefinition } from '../projecting/define-projection';
import { fold } from '../projecting/fold';
import { tablesOf } from '../projecting/rows';
import type { Fold, Folds, Saw, Wanted } from '../projecting/state';

/** Some rows of one stream at its head, and for which questions they are all the rows there are. */
export class Recollection {
  /** When it was begun, on the process's own clock in milliseconds. */
  readonly since = performance.now();
  head: number;
  private readonly looked: number;
  private readonly touched: Map<number | null, number>;
  private readonly parts = new Map<string, Part>();

  constructor(folds: Folds, wanted: readonly Wanted[]) {
    this.head = folds.head;
    this.looked = folds.since;
    this.touched = new Map(folds.touched);
    for (const fold of folds.folds) this.parts.set(fold.projection.name, new Part(fold, wanted));
  }

  get rows(): number {
    let rows = 0;
    for (const part of this.parts.values()) rows += part.rows;
    return rows;
  }

  knows(projection: Projection): boolean {
    return this.parts.get(projection.name)?.projection === projection;
  }

  covers(want: Wanted): boolean {
    return this.partOf(want)?.covers(want) ?? false;
  }

  /** Whether a cursor lies before where it was: its rows are of an older time then. */
  hasMovedBack({ projection, position }: { projection: string; position: number }): boolean {
    return position < this.parts.get(projection)!.cursor;
  }

  /** Takes rows that were wanted, as the tables have them. What happened behind the cursors is known better here. */
  take(rows: Record<string, Row[]>, wanted: readonly Wanted[]): void {
    for (const part of this.parts.values()) part.take(rows, wanted);
  }

  /** Whether something happened to the subject behind `seen`. Null: that lies too far back to know. */
  moved({ subject, seen }: Saw): boolean | null {
    return seen < this.looked ? null : (this.touched.get(subject) ?? 0) > seen;
  }

  tables(projections: readonly Projection[]): Record<string, unknown> {
    return Object.assign({}, ...projections.map(({ name }) => this.parts.get(name)!.tables));
  }

  /** Folds the events right behind the head. A projection whose rows they touch without being known is forgotten. */
  follow(events: readonly StoredEvent[]): void {
    for (const { subject, position } of events) this.touched.set(subject, position);
    for (const [name, part] of this.parts) if (!part.follow(events)) this.parts.delete(name);
    this.head = events.at(-1)?.position ?? this.head;
  }

  private partOf({ table }: Wanted): Part | undefined {
    return [...this.parts.values()].find(({ tables }) => table in tables);
  }
}

class Part {
  readonly tables: Fold['tables'];
  readonly projection: Projection;
  readonly cursor: number;
  private readonly whole: boolean;
  /** Conditions on a table's rows, of which all rows that meet them are here. */
  private readonly covered = new Set<string>();

  constructor({ projection, tables, cursor, behind, whole }: Fold, wanted: readonly Wanted[]) {
    this.projection = projection;
    this.tables = tables;
    this.cursor = cursor;
    this.whole = whole;
    this.cover(wanted);
    for (const event of behind) for (const condition of this.touchedBy(event)) this.covered.add(condition);
  }

  get rows(): number {
    return Object.values(this.tables).reduce((rows, { size }) => rows + size, 0);
  }

  covers(want: Wanted): boolean {
    const { table } = want;
    if (this.whole || this.projection.tables[table]!.touched === 'account') return true;
    if (this.covered.has(all(table))) return true;
    return 'column' in want && want.values.every((value) => this.covered.has(is(table, want.column, value)));
  }

  take(rows: Record<string, Row[]>, wanted: readonly Wanted[]): void {
    for (const [stem, table] of tablesOf(this.projection)) {
      const column = columnOf(table);
      const unknown = (rows[stem] ?? []).filter(
        (row) => !column || !this.covered.has(is(stem, column, row[column])),
      );
      this.tables[stem]!.complete(unknown);
    }
    this.cover(wanted);
  }

  /** False: it doesn't know what the events did. */
  follow(events: readonly StoredEvent[]): boolean {
    for (const event of events) {
      const touched = this.touchedBy(event);
      if (
        !this.whole &&
        touched.some((condition) => !this.covered.has(condition) && !begins(event, condition))
      )
        return false;
      for (const condition of touched) this.covered.add(condition);
    }
    try {
      fold(this.projection, this.tables, events);
      return true;
    } catch {
      return false;
    }
  }

  private cover(wanted: readonly Wanted[]): void {
    for (const want of wanted) {
      if (!(want.table in this.tables)) continue;
      if ('all' in want) this.covered.add(all(want.table));
      else for (const value of want.values) this.covered.add(is(want.table, want.column, value));
    }
  }

  /** Conditions on the rows that the projection's handler may read or change. */
  private touchedBy({ type, subject, payload }: StoredEvent): string[] {
    if (!this.projection.handlers[type]) return [];
    return tablesOf(this.projection).flatMap(([stem, table]) => {
      const column = columnOf(table);
      const { touched } = table;
      const value =
        typeof touched === 'object' ? (payload as Record<string, unknown>)[touched.property] : subject;
      return column && typeof value === 'number' ? [is(stem, column, value)] : [];
    });
  }
}

function columnOf({ touched, subject }: TableDefinition): string | undefined {
  if (touched === 'account') return undefined;
  return touched?.column ?? subject;
}

/** What an event begins is named by its position, so no row of it is anywhere yet. */
function begins({ position }: StoredEvent, condition: string): boolean {
  return condition.endsWith(`=${position}`);
}

function all(stem: string): string {
  return `${stem}.*`;
}

function is(stem: string, column: string, value: unknown): string {
  return `${stem}.${column}=${value}`;
}
