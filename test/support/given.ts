import type { NewKithEvent } from '../../src/domain/events';
import type { projections } from '../../src/domain/projections';
import type { Command } from '../../src/engine/deciding/define-command';
import { Conflict, Invalid, Refusal } from '../../src/engine/deciding/refusal';
import type { Projection } from '../../src/engine/projecting/define-projection';
import type { TableDefinition } from '../../src/engine/projecting/define-table';
import { eventTypes, Stream } from './stream';

/**
 * Takes events, and expects what a command decides on them, or which rows they yield. Needs no database.
 *
 *     given(accountOpened(), contactCreated('Bob')).when(deleteContact, { contact: 2 }).then([contactDeleted(2)]);
 *     given(accountOpened(), contactCreated('Bob')).then({ contacts: [{ name: 'Bob' }] });
 */
export function given(...events: NewKithEvent[]) {
  const stream = new Stream(events);
  return {
    // biome-ignore lint/suspicious/noExplicitAny: tables are the command's own affair
    when: <Input>(command: Command<Input, any, any>, input: Input) =>
      new Decision(stream, command as never, input as object),
    // biome-ignore lint/suspicious/noThenProperty: given, when, then; nothing here is awaited
    then: (rows: Rows) => expectRows(stream, rows),
  };
}

/** All rows of each named table, ordered by subject, with the named columns only. */
export type Rows = { [Stem in StemOf<Tables>]?: Partial<Extract<Tables, Record<Stem, unknown>>[Stem]>[] };

/** The tables of every projection, by stem. */
type Tables = RowsOf<(typeof projections)[number]>;
type RowsOf<P> =
  P extends Projection<infer D>
    ? { [Stem in keyof D]: D[Stem] extends TableDefinition<infer R> ? R : never }
    : never;
type StemOf<T> = T extends unknown ? keyof T : never;

type ExpectedRefusal = Partial<Pick<Invalid, 'faults'> & Pick<Conflict, 'conflicts'>> & {
  kind: Refusal['kind'];
};

export const invalid = (faults: Invalid['faults']): ExpectedRefusal => ({ kind: 'invalid', faults });
export const conflict = (conflicts: Conflict['conflicts']): ExpectedRefusal => ({
  kind: 'conflict',
  conflicts,
});
export const notFound: ExpectedRefusal = { kind: 'not-found' };

/** Later than all given events: 10 AM in Berlin. */
const defaultNow = new Date('2026-11-21T09:00:00Z');

class Decision {
  constructor(
    private readonly stream: Stream,
    private readonly command: Command<object, never, NewKithEvent>,
    private readonly input: object,
    private readonly now = defaultNow,
  ) {}

  at(now: string): Decision {
    return new Decision(this.stream, this.command, this.input, new Date(now));
  }

  /** Sets the position that the form's page showed. */
  seen(seen: number): Decision {
    return new Decision(this.stream, this.command, { ...this.input, seen }, this.now);
  }

  /** Expects these events (`[]`: none), and that they conform to their schemas; or expects this refusal. */
  // biome-ignore lint/suspicious/noThenProperty: given, when, then; nothing here is awaited
  then(expected: NewKithEvent[] | ExpectedRefusal): void {
    const decision = this.stream.decide(this.command, this.input, this.now);
    if (decision instanceof Conflict) expect(decision.head).toBe(this.stream.head);
    expect(decision instanceof Refusal ? plain(decision) : decision).toEqual(expected);
    if (!(decision instanceof Refusal))
      for (const { type, payload } of decision) eventTypes.check(type, payload);
  }
}

function plain(refusal: Refusal): ExpectedRefusal {
  const { kind } = refusal;
  if (refusal instanceof Invalid) return { kind, faults: refusal.faults };
  if (refusal instanceof Conflict) return { kind, conflicts: refusal.conflicts };
  return { kind };
}

function expectRows(stream: Stream, expected: Rows): void {
  const tables = stream.tables();
  for (const [stem, rows] of Object.entries(expected)) {
    const { subject, key } = tables[stem]!.definition;
    const order = [subject ?? '', ...key];
    const found = tables[stem]!.finished().sort((a, b) => compare(order, a, b));
    const named = found.map((row, index) => pick(row, Object.keys(rows[index] ?? row)));
    expect({ [stem]: named }).toEqual({ [stem]: rows });
  }
}

function compare(columns: string[], a: Record<string, unknown>, b: Record<string, unknown>): number {
  const column = columns.find((name) => a[name] !== b[name]);
  return column && (a[column] as string) < (b[column] as string) ? -1 : 1;
}

function pick(row: Record<string, unknown>, columns: string[]) {
  return Object.fromEntries(columns.map((column) => [column, row[column]]));
}
