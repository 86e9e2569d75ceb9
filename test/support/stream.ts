import path from 'node:path';
import { events as definitions, type NewKithEvent } from '../../src/domain/events';
import { projections } from '../../src/domain/projections';
import { decide } from '../../src/engine/deciding/decide';
import type { AnyCommand } from '../../src/engine/deciding/define-command';
import type { Refusal } from '../../src/engine/deciding/refusal';
import type { Projection } from '../../src/engine/projecting/define-projection';
import { emptyTables, fold, tablesWhenAsked } from '../../src/engine/projecting/fold';
import type { Table } from '../../src/engine/projecting/table';
import { subjectOf } from '../../src/event-store/append';
import type { StoredEvent } from '../../src/event-store/define-event';
import { createEventTypes } from '../../src/event-store/event-types';
import type { About, LoggedEvent } from '../../src/event-store/read-about';

export const eventTypes = createEventTypes(definitions, path.join(__dirname, '../../schemas'));

/** The entity of the account. */
const theAccount = 7;

/** Returns the time of the event at a position: one minute apart, on the morning of November 20, 2026 (UTC). */
export function moment(position: number): Date {
  return new Date(Date.UTC(2026, 10, 20, 6, position));
}

/** One account's stream, in memory. */
export class Stream {
  readonly events: StoredEvent[] = [];
  private readonly firsts = new Map<number, number>();
  /** The positions of events triggered by system processes. */
  private readonly systems = new Set<number>();

  constructor(events: readonly NewKithEvent[] = []) {
    for (const event of events) this.append([event]);
  }

  /** Returns an independent copy. */
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

  /** Appends events, which can't be changed after that. Throws InvalidPayload if one doesn't conform to its schema. */
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

  /** Masks the subject's events (null: all events), so that folds ignore them. */
  mask(subject: number | null): void {
    for (const [index, event] of this.events.entries()) {
      if (subject === null || event.subject === subject) this.events[index] = { ...event, masked: true };
    }
  }

  /** Returns the tables of all projections, folded in one batch, by stem. */
  tables(upTo = this.head): Record<string, Table> {
    const events = this.events.slice(0, upTo);
    return Object.assign({}, ...projections.map((projection) => folded(projection, events)));
  }

  /** Returns what the command decides on this input, based only on the events that it is about. */
  decide(command: AnyCommand, input: unknown, now: Date): NewKithEvent[] | Refusal {
    const events = this.about(command.about(input));
    const log = { head: this.head, events, tables: tablesWhenAsked(projections, events) };
    const deciding = { projections, clock: () => now };
    return decide(deciding, command, deeplyFrozen(input), log, theAccount) as NewKithEvent[] | Refusal;
  }

  private about({ subjects = [], names = [], namesakes, account }: About): LoggedEvent[] {
    const nameOf = ({ payload }: StoredEvent) => (payload as { name_key?: string }).name_key;
    const own = this.events.filter(({ subject }) => subject !== null && subjects.includes(subject));
    const keys = new Set<unknown>([
      ...names,
      ...(namesakes ? own.flatMap((event) => nameOf(event) ?? []) : []),
    ]);
    const named = this.events.filter((event) => keys.has(nameOf(event))).map(({ subject }) => subject);
    return this.events
      .filter(({ subject }) =>
        subject === null ? account === true : subjects.includes(subject) || named.includes(subject),
      )
      .map((event) => this.loggedOf(event));
  }

  /** Adds the first event that was appended together with this one, and the entity. */
  private loggedOf(event: StoredEvent): LoggedEvent {
    const entityId = this.systems.has(event.position) ? theAccount + 1 : theAccount;
    return { ...event, first: this.firstOf(event), entityId };
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

function deeplyFrozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  for (const inner of Object.values(value)) deeplyFrozen(inner);
  return Object.freeze(value);
}
