import path from 'node:path';
import type { AnyCommand } from '../../src/deciding/define-command';
import type { Refusal } from '../../src/deciding/refusal';
import { tablesThen } from '../../src/deciding/tables-then';
import { subjectOf } from '../../src/event-store/append';
import type { StoredEvent } from '../../src/event-store/define-event';
import { createEventTypes } from '../../src/event-store/event-types';
import { events as definitions, type NewKithEvent } from '../../src/events';
import type { Projection, Row } from '../../src/projecting/define-projection';
import { emptyTables, fold } from '../../src/projecting/fold';
import type { Wanted } from '../../src/projecting/state';
import { Table } from '../../src/projecting/table';
import { projections } from '../../src/projections';

export const eventTypes = createEventTypes(definitions, path.join(__dirname, '../../schemas'));

/** When the event at a position happened: a minute apart, on the morning of 20 November 2026 (UTC). */
export function moment(position: number): Date {
  return new Date(Date.UTC(2026, 10, 20, 6, position));
}

/** One account's stream in memory, without a database. */
export class Stream {
  readonly events: StoredEvent[] = [];
  private readonly firsts = new Map<number, number>();
  /** The positions of what a process of Kith did. */
  private readonly systems = new Set<number>();
  /** The projections' tables at some position, to be folded on from there. */
  private readonly folds = new Map<AnyProjection, { tables: Record<string, Table>; upTo: number }>();

  constructor(events: readonly NewKithEvent[] = []) {
    for (const event of events) this.append([event]);
  }

  /** Another one that goes on from here. */
  copy(): Stream {
    const copy = new Stream();
    copy.events.push(...this.events);
    for (const [position, first] of this.firsts) copy.firsts.set(position, first);
    for (const position of this.systems) copy.systems.add(position);
    return copy;
  }

  get head(): number {
    return this.events.length;
  }

  /** Throws InvalidPayload where one does not conform. What is appended can't be changed. */
  append(events: readonly NewKithEvent[], { system = false } = {}): void {
    const { head } = this;
    for (const [index, event] of events.entries()) {
      eventTypes.check(event.type, event.payload);
      const position = head + index + 1;
      this.firsts.set(position, head + 1);
      if (system) this.systems.add(position);
      const stored = { id: position, accountId: 1, position, createdAt: moment(position) };
      const { type, payload } = event;
      this.events.push(
        deeplyFrozen({ ...stored, subject: subjectOf(event, head, index), type, payload }) as StoredEvent,
      );
    }
  }

  /** All that happened to the subject (null: to anybody) was never there, for any fold. */
  mask(subject: number | null): void {
    for (const [index, event] of this.events.entries()) {
      if (subject === null || event.subject === subject) this.events[index] = { ...event, masked: true };
    }
    this.folds.clear();
  }

  /** Every projection's tables, folded in one go, by stem. */
  tables(upTo = this.head): Record<string, Table> {
    const events = this.events.slice(0, upTo);
    return Object.assign({}, ...projections.map((projection) => folded(projection, events)));
  }

  /** What the command says to this input, knowing no rows but those that it wants. */
  decide(command: AnyCommand, input: unknown, now: Date): NewKithEvent[] | Refusal {
    const wanted = command.wants(input);
    const known = projections.filter(({ tables }) => wanted.some(({ table }) => table in tables));
    const present = Object.assign({}, ...known.map((one) => narrowed(this.foldedOn(one), wanted)));
    const saw = command.saw?.(input);
    const about = this.events.filter(({ subject }) => saw && subject === saw.subject);
    const moved = about.some(({ position }) => position > saw!.seen);
    const before = moved ? about.filter(({ position }) => position <= saw!.seen) : null;
    const then = tablesThen(projections, present, before);
    const told = command.story?.(input);
    const story = this.events.filter(({ subject }) => subject === told).map((event) => this.toldOf(event));
    return command.decide({ ...present, then, story, head: this.head, now }, deeplyFrozen(input));
  }

  private foldedOn(projection: AnyProjection): Record<string, Table> {
    const known = this.folds.get(projection) ?? { tables: emptyTables(projection), upTo: 0 };
    fold(projection, known.tables, this.events.slice(known.upTo));
    this.folds.set(projection, { ...known, upTo: this.head });
    return known.tables;
  }

  /** Events that were appended together know the first of them; and all know who did them. */
  private toldOf(event: StoredEvent) {
    return { ...event, first: this.firstOf(event), system: this.systems.has(event.position) };
  }

  firstOf({ position }: StoredEvent): number {
    return this.firsts.get(position) ?? position;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: projections of all tables
type AnyProjection = Projection<any>;

function folded(projection: AnyProjection, events: StoredEvent[]): Record<string, Table> {
  const tables = emptyTables(projection);
  fold(projection, tables, events);
  return tables;
}

function narrowed(tables: Record<string, Table>, wanted: Wanted[]) {
  return Object.fromEntries(
    Object.entries(tables).map(([stem, table]) => {
      const known = new Table(table.definition);
      known.load(deeplyFrozen(table.finished().filter((row) => isWanted(stem, row, wanted))));
      return [stem, known];
    }),
  );
}

function isWanted(stem: string, row: Row, wanted: Wanted[]): boolean {
  return wanted.some(
    (want) => want.table === stem && ('all' in want || want.values.includes(row[want.column])),
  );
}

function deeplyFrozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  for (const inner of Object.values(value)) deeplyFrozen(inner);
  return Object.freeze(value);
}
